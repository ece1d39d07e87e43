package io.github.facenet4j.bench;

import com.google.gson.GsonBuilder;
import io.github.facenet4j.bench.roofline.Roofline;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps;
import io.github.facenet4j.kernels.ops.OpenClGemmOps;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Climbs the ladders of an OpenCL device under JMH: every rung of the matrix product and of the
 * three passes of the convolution on one shape each, with the peak sampled between the rungs.
 *
 * <p>Arguments: device id, output file.
 */
public final class JmhLadder {
  private static final String PRODUCT = "gemm/nn 512x512x512";
  private static final String CONVOLUTION = "conv/%s 8x24x24x64x192x3x1x1";
  private static final int PEAK_SAMPLES = 15;

  private JmhLadder() {}

  /** Runs; see the class. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    if (arguments.length != 2) {
      System.err.println("usage: JmhLadder DEVICE OUTPUT.json");
      System.exit(2);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    Map<String, List<String>> ladders = new LinkedHashMap<>();
    try (Backend backend = Backends.require(arguments[0]);
        Roofline roofline = Roofline.of(backend)) {
      document.put("device", backend.device().id());
      document.put("deviceName", backend.device().name());
      rungs((OpenClBackend) backend, ladders);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Map.Entry<String, List<String>> ladder : ladders.entrySet()) {
        for (String rung : ladder.getValue()) {
          rows.add(row(arguments[0], ladder.getKey(), rung, roofline).fields());
        }
      }
      document.put("threads", roofline.threads());
      document.put("peakGflops", Roofline.median(roofline.peakSamples()));
      document.put("bandwidthGBs", roofline.sampleBandwidth());
      document.put("rows", rows);
    }
    Files.writeString(
        Path.of(arguments[1]),
        new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(document) + "\n");
  }

  /** {@code FAMILY: VARIANT} for each workload. */
  private static void rungs(OpenClBackend backend, Map<String, List<String>> ladders) {
    ladders.put(PRODUCT, named("gemm", ((OpenClGemmOps) backend.gemm()).variants()));
    OpenClConvOps conv = (OpenClConvOps) backend.conv();
    for (OpenClConvOps.Pass pass : OpenClConvOps.Pass.values()) {
      String name = pass.family().substring("conv.".length());
      ladders.put(String.format(CONVOLUTION, name), named(pass.family(), conv.variants(pass)));
    }
  }

  private static List<String> named(String family, List<KernelVariant> variants) {
    return variants.stream().map(variant -> family + ": " + variant.name()).toList();
  }

  private static Row row(String device, String workload, String rung, Roofline roofline)
      throws RunnerException {
    List<Double> peaks = new ArrayList<>();
    for (int i = 0; i < PEAK_SAMPLES; i++) {
      peaks.add(roofline.samplePeak());
    }
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(WorkloadBenchmark.class.getName())
                    .param("device", device)
                    .param("workload", workload)
                    .param("variant", rung)
                    .measurementTime(TimeValue.milliseconds(500))
                    .warmupTime(TimeValue.milliseconds(500))
                    .build())
            .run()
            .iterator()
            .next();
    for (int i = 0; i < PEAK_SAMPLES; i++) {
      peaks.add(roofline.samplePeak());
    }
    List<Double> nanos = new ArrayList<>();
    result
        .getBenchmarkResults()
        .forEach(
            fork -> {
              for (IterationResult iteration : fork.getIterationResults()) {
                nanos.add(1e6 * iteration.getPrimaryResult().getScore());
              }
            });
    Workload what = Workloads.named(workload);
    double peak = Roofline.median(peaks);
    return new Row(
        what,
        device,
        nanos,
        OptionalDouble.empty(),
        peak,
        roofline.sampleLeastNanos(peak, what.cost().multiplyAdds(), what.cost().bytes()),
        Optional.empty(),
        rung.substring(rung.indexOf(':') + 2));
  }
}
