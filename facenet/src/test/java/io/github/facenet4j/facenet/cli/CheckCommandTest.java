package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
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
  void aDeviceWithOneKernelForEachOpIsCheckedByWholeNetworks() {
    CommandLineRun run = CommandLineRun.of("check", "--device=cpu", "--quick", "--json");

    assertEquals(0, run.code(), run.err());
    JsonArray families =
        JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("families");
    assertEquals(2, families.size());
    JsonObject training = families.get(1).getAsJsonObject();
    assertEquals("training", training.get("family").getAsString());
    double share = training.get("largestShareOfBound").getAsDouble();
    assertTrue(share > 0 && share < 1, run.out());
  }
}
