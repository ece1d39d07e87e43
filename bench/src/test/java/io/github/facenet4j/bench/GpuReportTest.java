package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages of a GPU run put together. */
class GpuReportTest {
  @TempDir private Path folder;

  private void stage(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void comparesRowsThatBothHaveAndSaysWhyAStageIsMissing() throws IOException {
    stage(
        "kernels.json",
        """
        {"rows": [{"benchmark": "gemm/nn", "shape": "1024x1024x1024", "medianMillis": 4.0,
          "deviceMillis": null, "variant": "gemm/02"}]}""");
    stage(
        "mining.json",
        """
        {"rows": [
          {"benchmark": "distance/pairwise", "shape": "45x40x128", "medianMillis": 0.03,
            "deviceMillis": 0.02, "variant": "d"},
          {"benchmark": "selection/semiHard", "shape": "45x40x128", "medianMillis": 0.07,
            "deviceMillis": 0.06, "variant": "s"}]}""");
    stage(
        "inference.json",
        """
        {"rows": [{"benchmark": "nn4.small2/inference", "shape": "90x96x96x3",
          "medianMillis": 3.0, "deviceMillis": 2.0, "variant": "c"}]}""");
    stage(
        "peers.json",
        """
        {"matmul": [{"n": 1024, "mode": "fp32", "ms": 1.0}, {"n": 2048, "mode": "fp32", "ms": 9}],
         "net": [{"batch": 90, "mode": "bf16", "inference_error": "no memory"},
                 {"batch": 90, "mode": "tf32", "inference_ms": 6.0}],
         "mining": [{"n": 1800, "d": 128, "images_a_person": 40, "both_us": 1000.0}]}""");
    stage("probe.skipped", "no python3\n");

    GpuReport.main(new String[] {folder.toString()});

    JsonObject all =
        JsonParser.parseString(Files.readString(folder.resolve("gpu.json"))).getAsJsonObject();
    assertEquals(3, all.getAsJsonArray("ratios").size());
    JsonObject ratio = all.getAsJsonArray("ratios").get(0).getAsJsonObject();
    assertEquals(0.25, ratio.get("speedOfTorch").getAsDouble());
    JsonObject network = all.getAsJsonArray("ratios").get(1).getAsJsonObject();
    assertEquals("tf32", network.get("mode").getAsString());
    assertEquals(2, network.get("speedOfTorch").getAsDouble());
    JsonObject mining = all.getAsJsonArray("ratios").get(2).getAsJsonObject();
    assertEquals(10, mining.get("speedOfTorch").getAsDouble(), 1e-9);
    String page = Files.readString(folder.resolve("gpu.md"));
    assertTrue(page.contains("- probe: no python3\n"), page);
    assertTrue(page.contains("- tune: not run yet\n"), page);
    assertTrue(
        page.contains("| gemm/nn 1024x1024x1024 | fp32 | fp32 | 4.000 | 1.000 | 0.25 |"), page);
  }

  @Test
  void comparesRowsOfTheSamePrecisionAndShowsWhatAStageHadWhenItWasCutOff() throws IOException {
    String row =
        """
        {"precision": "%s", "complete": %s, "leftOut": %s, "rows": [{"benchmark": "gemm/nn",
          "shape": "4096x4096x4096", "medianMillis": %s, "deviceMillis": null, "launches": 3,
          "shareOfTensorPeak": 0.5, "variant": "gemm/07"}]}""";
    stage("kernels.json", row.formatted("fp32", "true", "[\"gemm/nn 9x9x9: no memory\"]", "4.0"));
    stage("bf16.partial", row.formatted("bf16", "false", "[]", "2.0"));
    stage("bf16.skipped", "failed (exit code 124): cut off by its time limit\n");
    stage("tf32.partial", "{");
    stage(
        "peers.json",
        """
        {"matmul": [{"n": 4096, "mode": "tf32", "ms": 1.0}, {"n": 4096, "mode": "bf16", "ms": 1.0}],
         "net": [], "mining": []}""");

    GpuReport.main(new String[] {folder.toString()});

    String page = Files.readString(folder.resolve("gpu.md"));
    String name = "| gemm/nn 4096x4096x4096 |";
    assertTrue(page.contains("- bf16: in part, failed (exit code 124): cut off"), page);
    assertTrue(page.contains("- tf32: not run yet\n"), page);
    assertTrue(page.contains("- kernels: done\n  - left out gemm/nn 9x9x9: no memory\n"), page);
    assertTrue(page.contains(name + " bf16 | 2.0000 |  |  | 0.500 | 3 | gemm/07 |"), page);
    assertTrue(page.contains(name + " fp32 | tf32 | 4.000 | 1.000 | 0.25 |"), page);
    assertTrue(page.contains(name + " bf16 | bf16 | 2.000 | 1.000 | 0.50 |"), page);
  }

  @Test
  void namesTheStageThatIsNoJson() throws IOException {
    stage("tune.json", "{");

    IOException failure =
        assertThrows(IOException.class, () -> GpuReport.main(new String[] {folder.toString()}));

    assertTrue(failure.getMessage().contains("tune.json"), failure.getMessage());
  }
}
