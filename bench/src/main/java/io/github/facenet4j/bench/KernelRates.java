package io.github.facenet4j.bench;

import com.google.gson.GsonBuilder;
import io.github.facenet4j.bench.vector.FmaPeak;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the kernel benchmarks on one device and writes, for each, the median time, GFLOP/s and the
 * share of the processor's peak measured before and after in the same run.
 *
 * <p>Arguments: device id, output file. The peak is that of the processor, so the share is given
 * only for devices that are this processor.
 */
public final class KernelRates {
  private KernelRates() {}

  /** Runs; see the class. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    if (arguments.length != 2) {
      System.err.println("usage: KernelRates DEVICE OUTPUT.json");
      System.exit(2);
    }
    String device = arguments[0];
    int threads = Runtime.getRuntime().availableProcessors();
    double before = FmaPeak.gigaflops(threads);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include(GemmBenchmark.class.getName())
                    .include(ConvBenchmark.class.getName())
                    .include(MiningBenchmark.class.getName())
                    .param("device", device)
                    .build())
            .run()) {
      rows.add(row(result));
    }
    double peak = Math.max(before, FmaPeak.gigaflops(threads));
    Map<String, Object> document = new LinkedHashMap<>();
    try (Backend backend = Backends.require(device)) {
      document.put("device", backend.device().id());
      document.put("name", backend.device().name());
      document.put("properties", backend.device().properties());
    }
    document.put("threads", threads);
    document.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    document.put("peakGflops", peak);
    for (Map<String, Object> row : rows) {
      if (row.get("gflops") instanceof Double gflops) {
        row.put("shareOfPeak", gflops / peak);
      }
    }
    document.put("rows", rows);
    Files.writeString(
        Path.of(arguments[1]),
        new GsonBuilder().setPrettyPrinting().create().toJson(document) + System.lineSeparator());
  }

  private static Map<String, Object> row(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    String[] path = benchmark.split("\\.");
    String family = path[path.length - 2].replace("Benchmark", "").toLowerCase();
    String method = path[path.length - 1];
    String shape = result.getParams().getParam("shape");
    double millis = result.getPrimaryResult().getStatistics().getPercentile(50);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("benchmark", family + "/" + method);
    row.put("shape", shape);
    row.put("medianMillis", millis);
    row.put("minMillis", result.getPrimaryResult().getStatistics().getMin());
    row.put("maxMillis", result.getPrimaryResult().getStatistics().getMax());
    long multiplyAdds =
        switch (family) {
          case "gemm" -> GemmBenchmark.spec(shape).multiplyAdds();
          case "conv" -> ConvBenchmark.spec(shape).multiplyAdds();
          default -> 0;
        };
    if (multiplyAdds > 0) {
      row.put("gflops", 2e-6 * multiplyAdds / millis);
    }
    return row;
  }
}
