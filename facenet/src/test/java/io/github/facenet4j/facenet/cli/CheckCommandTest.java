package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.tensor.testing.TestDevices;
import org.junit.jupiter.api.Test;

/** The verb {@code check}. */
class CheckCommandTest {

  @Test
  void everyFamilyOfAnOpenClDeviceIsRight() {
    TestDevices.require("opencl");

    CommandLineRun run = CommandLineRun.of("check", "--device=opencl", "--quick", "--json");

    assertEquals(0, run.code(), run.out() + run.err());
    JsonObject result = JsonParser.parseString(run.out()).getAsJsonObject();
    assertTrue(result.get("right").getAsBoolean(), run.out());
    for (JsonElement each : result.getAsJsonArray("families")) {
      JsonObject family = each.getAsJsonObject();
      assertTrue(family.get("checks").getAsInt() > 0, run.out());
      assertEquals(0, family.getAsJsonArray("failures").size(), run.out());
    }
  }

  @Test
  void aDeviceWithOneKernelForEachOpIsRefusedInOneLine() {
    CommandLineRun run = CommandLineRun.of("check", "--device=cpu");

    assertEquals(1, run.code());
    assertEquals(1, run.talk().size(), run.err());
    assertTrue(run.err().contains("--device opencl"), run.err());
  }
}
