package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.testing.TinyModels;
import org.junit.jupiter.api.Test;

/** The verb that says what a step takes. */
class PlanCommandTest {
  private static final String ARCH = "--arch=" + TinyModels.NAME;

  @Test
  void thePapersBatchNeedsTheMemoryOfAMicroBatch() {
    CommandLineRun run =
        CommandLineRun.of(
            "plan", ARCH, "--people=45", "--faces=40", "--images-per-second=100", "--json");
    assertEquals(0, run.code(), run::err);
    JsonObject plan = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(1800, plan.get("batch").getAsInt());
    assertEquals(10, plan.get("parts").getAsInt());
    assertEquals(180, plan.get("microBatch").getAsInt());
    assertEquals(18_000, plan.get("stepMillis").getAsDouble(), 1e-6);
    JsonObject bytes = plan.getAsJsonObject("bytes");
    assertEquals(2L * 1800 * 1800 * 4, bytes.get("distances").getAsLong());
    assertEquals("", run.err(), "no device is opened");
  }

  @Test
  void measuresOnTheDeviceWhereNoThroughputIsStated() {
    CommandLineRun run =
        CommandLineRun.of("plan", ARCH, "--batch=12", "--micro-batch=4", "--device=cpu", "--json");
    assertEquals(0, run.code(), run::err);
    JsonObject plan = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("cpu", plan.get("device").getAsString());
    assertTrue(plan.get("stepMillis").getAsDouble() > 0, run::out);
    assertTrue(plan.getAsJsonObject("bytes").has("workspace"), run::out);
  }

  @Test
  void printsATableForPeople() {
    CommandLineRun run = CommandLineRun.of("plan", ARCH, "--batch=8", "--images-per-second=4");
    assertTrue(run.out().contains("MiB"), run::out);
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("activations")), run::out);
  }

  @Test
  void numbersThatMakeNoSenseAreAskedWrongly() {
    assertEquals(2, CommandLineRun.of("plan", ARCH, "--batch=3").code());
    assertEquals(2, CommandLineRun.of("plan", ARCH, "--images-per-second=0").code());
  }
}
