package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

/** The verb {@code check}; that it finds wrong kernels is shown where they can be made up. */
class CheckCommandTest {
  @Test
  void aDeviceWithOneKernelForEachOpIsCheckedByNetworks() {
    CommandLineRun run = CommandLineRun.of("check", "--quick", "--device", "cpu", "--json");

    assertEquals(0, run.code(), run.err());
    JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(0, summary.get("wrong").getAsInt());
    assertEquals(2, summary.get("checks").getAsInt());
    JsonObject training = summary.getAsJsonArray("families").get(0).getAsJsonObject();
    assertEquals("training", training.get("family").getAsString());
    double share = training.get("largestShareOfBound").getAsDouble();
    assertTrue(share > 0 && share < 1, run.out());
  }

  @Test
  void theTextNamesTheDeviceAndTheCount() {
    CommandLineRun run = CommandLineRun.of("check", "--quick", "--device", "cpu");

    assertTrue(run.out().contains("2 of 2 checks right"), run.out());
  }
}
