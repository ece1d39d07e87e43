package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.cli.Main;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb as a process of its own. */
class BenchCommandTest {
  @TempDir private Path folder;

  private record Run(int code, String out, List<String> talk) {}

  private Run bench(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.add("bench");
    line.addAll(List.of(arguments));
    File out = folder.resolve("out.txt").toFile();
    File err = folder.resolve("err.txt").toFile();
    Process process = new ProcessBuilder(line).redirectOutput(out).redirectError(err).start();
    int code = process.waitFor();
    return new Run(code, Files.readString(out.toPath()), Files.readAllLines(err.toPath()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void rowsGoToStandardOutputAndToTheJsonFile(String device) throws Exception {
    TestDevices.require(device);
    Path json = folder.resolve("speed.json");

    Run run =
        bench(
            "--quick",
            "--device",
            device,
            "--add",
            "gemm/nn 32x32x32",
            "--add",
            "layer/concat 1x8x8x16",
            "--json",
            json.toString());

    assertEquals(0, run.code(), run.talk().toString());
    assertEquals(3, run.out().lines().count(), run.out());
    assertEquals(1, run.talk().size(), run.talk().toString());
    JsonObject file = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertTrue(file.get("complete").getAsBoolean());
    assertEquals("fp32", file.get("precision").getAsString());
    assertEquals(0, file.getAsJsonArray("leftOut").size());
    assertEquals(0, file.getAsJsonObject("tensorPeakGflops").size(), "a processor has none");
    assertEquals(3, file.getAsJsonObject("noTensorPeak").size());
    assertTrue(file.get("peakGflops").getAsDouble() > 0);
    assertTrue(file.get("bandwidthGBs").getAsDouble() > 0);
    for (String launch : List.of("launchToFinishMicros", "launchInTurnMicros")) {
      assertEquals(device.equals("cpu"), file.get(launch).isJsonNull(), launch);
      assertTrue(device.equals("cpu") || file.get(launch).getAsDouble() > 0, launch);
    }
    assertEquals(
        device.equals("opencl"), run.talk().get(0).contains("a launch "), run.talk().get(0));
    JsonObject product = file.getAsJsonArray("rows").get(0).getAsJsonObject();
    assertEquals("gemm/nn", product.get("benchmark").getAsString());
    assertEquals("32x32x32", product.get("shape").getAsString());
    assertTrue(product.get("device").getAsString().startsWith(device));
    double gflops = product.get("gflops").getAsDouble();
    double nanos = 1e6 * product.get("medianMillis").getAsDouble();
    assertEquals(2.0 * 32 * 32 * 32 / nanos, gflops, 1e-9 * gflops);
    assertEquals(
        gflops / product.get("peakGflops").getAsDouble(),
        product.get("shareOfPeak").getAsDouble(),
        1e-9);
    assertTrue(product.get("shareOfRoof").getAsDouble() > 0);
    assertFalse(product.get("variant").getAsString().isEmpty());
    assertEquals(1, product.get("launches").getAsLong());
    assertEquals(0, product.get("waits").getAsLong(), "a product is only enqueued");
    assertEquals(device.equals("cpu"), product.get("deviceMillis").isJsonNull());
    assertEquals(device.equals("cpu"), product.get("deviceShareOfPeak").isJsonNull());
    JsonObject copy = file.getAsJsonArray("rows").get(1).getAsJsonObject();
    assertTrue(copy.get("gflops").isJsonNull());
    assertTrue(copy.get("shareOfBandwidth").getAsDouble() > 0);
    assertTrue(copy.get("shareOfRoof").getAsDouble() > 0);
  }

  @Test
  void listNamesTheRowsThatTheOtherOptionsChoose() throws Exception {
    Run run = bench("--list", "--only", "nn4.small2/inference", "--batch", "7");

    assertEquals(0, run.code(), run.talk().toString());
    assertEquals("nn4.small2/inference 7x96x96x3", run.out().strip());
  }

  @ParameterizedTest
  @CsvSource({
    "2, --only, no-such-row, no-such-row",
    "2, --batch, 0, from 1 to 4096",
    "2, --batch, many, many",
    "2, --add, gemm/nn 1x2, MxNxK",
    "1, --json, no/such/folder/x.json, no/such/folder",
    "1, --device, abacus, abacus"
  })
  void mistakesAreOneLineBeforeAnythingIsTimed(
      int code, String option, String value, String inMessage) throws Exception {
    Run run = bench(option, value);

    assertEquals(code, run.code(), run.talk().toString());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.talk().toString());
    assertTrue(run.talk().get(0).contains(inMessage), run.talk().toString());
  }
}
