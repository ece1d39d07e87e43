package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.tune.NetworkCalls;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Tuning;
import io.github.facenet4j.tensor.spi.Tuning.Effort;
import io.github.facenet4j.tensor.spi.TuningResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures which kernels are fastest for the calls that networks make. */
@Command(
    name = "tune",
    description = {
      "Measure which kernels are fastest on a device, for the calls that networks make.",
      "Writes the choices to a file, which other verbs use with --tuning. A kernel that disagrees"
          + " with the reference is never chosen; the default stays unless another is faster by"
          + " more than the noise."
    })
final class TuneCommand extends Verb {
  /** Of the multiply-adds, what a quick tuning covers. */
  private static final double QUICK_SHARE = 0.8;

  private static final List<Integer> PRODUCTS = List.of(512, 1024, 2048);
  private static final int PEOPLE = 45;
  private static final int FACES = 40;
  private static final int EMBEDDING = 128;

  @Mixin private DeviceName device;
  @Mixin private Progress progress;

  @Option(
      names = "--quick",
      description = "Only the calls that make up most of the work, with fewer repetitions.")
  private boolean quick;

  @Option(
      names = "--network",
      paramLabel = "ARCH",
      description = "Calls of this network; may be repeated. Default ${DEFAULT-VALUE}.",
      defaultValue = "nn4.small2,mobileface-v2",
      split = ",")
  private List<String> networks;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images at a time; may be repeated. Default 1,32; with --quick 32.",
      split = ",")
  private List<Integer> batches;

  @Option(
      names = "--training",
      paramLabel = "N",
      description = "Faces in a training batch, 0 for no training. Default ${DEFAULT-VALUE}.")
  private int training = 90;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the choices there; what it holds for other calls and devices stays. Default"
              + " ${DEFAULT-VALUE}.")
  private Path file = Path.of("tuning.json");

  @Option(
      names = "--products",
      paramLabel = "N",
      description =
          "Also square matrix products of this size; may be repeated. Default 512,1024,2048; with"
              + " --quick none.",
      split = ",")
  private List<Integer> products;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "Tune matrix products and convolutions alone, their operands rounded to tf32, bf16 or"
              + " fp16, for verbs that get the same option.")
  private Precision precision = Precision.FP32;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    List<OpCall> calls = calls();
    // Measuring does not depend on an earlier file, which need not even exist yet.
    String earlier = System.getProperty(Tuning.PROPERTY);
    System.setProperty(Tuning.PROPERTY, "");
    try (Backend backend = device.open(this, false, precision)) {
      Tuning tuning = backend.tuning().orElseThrow(() -> nothingToTune(backend));
      if (precision != Precision.FP32) {
        say("facenet: precision " + backend.productKernels());
      }
      measure(backend, tuning, tuning.distinct(calls));
    } finally {
      if (earlier == null) {
        System.clearProperty(Tuning.PROPERTY);
      } else {
        System.setProperty(Tuning.PROPERTY, earlier);
      }
    }
  }

  private static IllegalArgumentException nothingToTune(Backend backend) {
    return new IllegalArgumentException(
        "Device '%s' has nothing to tune: it has one kernel for each op. Use --device opencl."
            .formatted(backend.device().id()));
  }

  private List<OpCall> calls() {
    if (training < 0 || (batches != null && batches.stream().anyMatch(batch -> batch < 1))) {
      throw usage("--batch must be at least 1, --training at least 0");
    }
    List<Integer> sizes = batches != null ? batches : quick ? List.of(32) : List.of(1, 32);
    List<OpCall> calls = new ArrayList<>();
    for (String name : networks) {
      Architecture network = Architectures.named(name);
      for (int batch : sizes) {
        calls.addAll(some(NetworkCalls.ofInference(network, batch)));
      }
      if (training > 0) {
        calls.addAll(some(NetworkCalls.ofTrainingStep(network, training)));
      }
    }
    if (precision == Precision.FP32) {
      calls.addAll(NetworkCalls.ofMining(PEOPLE, FACES, EMBEDDING));
    }
    List<Integer> squares = products != null ? products : quick ? List.of() : PRODUCTS;
    if (squares.stream().anyMatch(size -> size < 1)) {
      throw usage("--products must be at least 1");
    }
    calls.addAll(
        NetworkCalls.ofSquareProducts(squares.stream().mapToInt(Integer::intValue).toArray()));
    return calls;
  }

  private List<OpCall> some(List<OpCall> calls) {
    return quick ? NetworkCalls.largest(calls, QUICK_SHARE) : calls;
  }

  private void measure(Backend backend, Tuning tuning, List<OpCall> calls) throws IOException {
    long start = System.nanoTime();
    say("facenet: %d kinds of calls on %s".formatted(calls.size(), backend.device().name()));
    List<TuningResult> results;
    try (Progress.Bar bar = progress.start(this, "tune", calls.size())) {
      results =
          tuning.tune(
              calls,
              quick ? Effort.QUICK : Effort.THOROUGH,
              file,
              result -> {
                bar.add(1);
                report(result);
              });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long changed =
        results.stream()
            .filter(result -> !result.variant().equals(result.defaultVariant()))
            .count();
    if (json) {
      out().println(Json.of(fields(backend, results, seconds)));
    }
    say(
        "facenet: %.0f s; another kernel than the default for %d of %d kinds of calls; use them with"
                .formatted(seconds, changed, results.size())
            + " --tuning "
            + file
            + " or FACENET4J_TUNING="
            + file.toAbsolutePath());
  }

  private void report(TuningResult result) {
    result
        .rejected()
        .forEach(reason -> say("facenet: rejected for " + name(result) + ": " + reason));
    if (json) {
      return;
    }
    boolean kept = result.variant().equals(result.defaultVariant());
    out()
        .printf(
            "%-62s %10.3f ms  %s%n",
            name(result),
            result.defaultNanos() / 1e6,
            kept
                ? "default kept (" + result.variant() + ")"
                : "→ %.3f ms, %.2f×  %s (not %s)"
                    .formatted(
                        result.medianNanos() / 1e6,
                        result.speedup(),
                        result.variant(),
                        result.defaultVariant()));
    out().flush();
  }

  private static String name(TuningResult result) {
    return result.family() + " " + result.shape();
  }

  private Map<String, Object> fields(Backend backend, List<TuningResult> results, double seconds) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("device", backend.device().id());
    fields.put("name", backend.device().name());
    fields.put("file", file.toString());
    fields.put("seconds", seconds);
    fields.put("results", results.stream().map(TuneCommand::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(TuningResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("family", result.family());
    fields.put("shape", result.shape());
    fields.put("variant", result.variant());
    fields.put("medianMillis", result.medianNanos() / 1e6);
    fields.put("gflops", 2.0 * result.multiplyAdds() / result.medianNanos());
    fields.put("defaultVariant", result.defaultVariant());
    fields.put("defaultMillis", result.defaultNanos() / 1e6);
    fields.put("speedup", result.speedup());
    fields.put("rejected", result.rejected());
    return fields;
  }
}
