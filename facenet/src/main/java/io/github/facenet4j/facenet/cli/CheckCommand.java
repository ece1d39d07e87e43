package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.tune.EdgeCalls;
import io.github.facenet4j.facenet.tune.NetworkCalls;
import io.github.facenet4j.facenet.tune.NetworkParity;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.ParityResult;
import io.github.facenet4j.tensor.spi.Tuning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds a device's kernels against the oracle. */
@Command(
    name = "check",
    description = {
      "Check that a device computes what it should: every kernel that it can run, and whole"
          + " networks, beside a double-precision reference.",
      "For a new device or driver. Exits with 1 when something is wrong, and names it."
    })
final class CheckCommand extends Verb {
  private static final String TINY = "facenet-tiny";
  private static final List<String> NETWORKS = List.of("nn4.small2", "NN2", "mobileface-v2");

  @Mixin private DeviceName device;
  @Mixin private Progress progress;

  @Option(
      names = "--quick",
      description = "Only kernels at the edges of their tiles, and one small network.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private int exitCode;

  @Override
  protected void run() {
    long start = System.nanoTime();
    List<ParityResult> results = new ArrayList<>();
    try (Backend backend = device.open(this, false)) {
      List<OpCall> calls =
          backend.tuning().map(tuning -> tuning.distinct(calls())).orElse(List.of());
      try (Progress.Bar bar = progress.start(this, "check", calls.size())) {
        for (OpCall call : calls) {
          Tuning tuning = backend.tuning().orElseThrow();
          tuning.check(List.of(call), result -> add(results, result));
          bar.add(1);
        }
      }
      networks(backend).forEach(result -> add(results, result));
      print(backend, results, (System.nanoTime() - start) / 1e9);
    }
    exitCode = results.stream().allMatch(ParityResult::isRight) ? 0 : 1;
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }

  private List<OpCall> calls() {
    List<OpCall> calls = new ArrayList<>(EdgeCalls.all());
    if (!quick) {
      for (String name : NETWORKS) {
        calls.addAll(NetworkCalls.ofInference(Architectures.named(name), 2));
        calls.addAll(NetworkCalls.ofTrainingStep(Architectures.named(name), 2));
      }
    }
    return calls;
  }

  private List<ParityResult> networks(Backend backend) {
    List<ParityResult> results = new ArrayList<>();
    results.add(NetworkParity.training(backend, Architectures.named(TINY), 4, 3));
    results.add(NetworkParity.inference(backend, Architectures.named(TINY), 5));
    if (!quick) {
      results.add(NetworkParity.training(backend, Architectures.named("nn4.small2"), 3, 2));
      results.add(NetworkParity.inference(backend, Architectures.named("nn4.small2"), 3));
      results.add(NetworkParity.inference(backend, Architectures.named("mobileface-v2"), 3));
    }
    return results;
  }

  private void add(List<ParityResult> results, ParityResult result) {
    results.add(result);
    if (!result.isRight()) {
      say(
          "facenet check: %s %s, %s: %s"
              .formatted(result.family(), result.shape(), result.variant(), result.failure()));
    }
  }

  private void print(Backend backend, List<ParityResult> results, double seconds) {
    Map<String, List<ParityResult>> families = new LinkedHashMap<>();
    results.forEach(
        result -> families.computeIfAbsent(result.family(), f -> new ArrayList<>()).add(result));
    long wrong = results.stream().filter(result -> !result.isRight()).count();
    List<Map<String, Object>> rows = new ArrayList<>();
    families.forEach((family, own) -> rows.add(fields(family, own)));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("device", backend.device().id());
      fields.put("name", backend.device().name());
      fields.put("families", rows);
      fields.put("checks", results.size());
      fields.put("wrong", wrong);
      fields.put("seconds", seconds);
      out().println(Json.of(fields));
      return;
    }
    for (Map<String, Object> row : rows) {
      out()
          .printf(
              "%-22s %4d kernels %5d checks  %s%n",
              row.get("family"),
              (Long) row.get("kernels"),
              (Integer) row.get("checks"),
              ((List<?>) row.get("failures")).isEmpty()
                  ? "right; largest error %.2f of what rounding allows"
                      .formatted((Double) row.get("largestShareOfBound"))
                  : ((List<?>) row.get("failures")).size() + " WRONG");
    }
    out()
        .printf(
            "%s: %d of %d checks right, %.0f s%n",
            backend.device().name(), results.size() - wrong, results.size(), seconds);
  }

  private static Map<String, Object> fields(String family, List<ParityResult> results) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("family", family);
    fields.put("kernels", results.stream().map(ParityResult::variant).distinct().count());
    fields.put("checks", results.size());
    fields.put(
        "largestShareOfBound",
        results.stream().mapToDouble(ParityResult::shareOfBound).max().orElse(0));
    List<Map<String, Object>> failures = new ArrayList<>();
    for (ParityResult result : results) {
      if (!result.isRight()) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("shape", result.shape());
        failure.put("kernel", result.variant());
        failure.put("failure", result.failure());
        failures.add(failure);
      }
    }
    fields.put("failures", failures);
    return fields;
  }
}
