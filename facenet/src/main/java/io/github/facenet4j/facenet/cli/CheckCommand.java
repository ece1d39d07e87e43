package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.tune.CheckedCalls;
import io.github.facenet4j.facenet.tune.NetworkParity;
import io.github.facenet4j.tensor.io.AtomicFile;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.CheckResult.Outcome;
import io.github.facenet4j.tensor.spi.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds every kernel that a device can run against the double-precision reference. */
@Command(
    name = "check",
    description = {
      "Does this device compute what it should? Every kernel that it can run, and whole networks,"
          + " are held against the double-precision reference.",
      "An error of 1.0 is the largest that rounding explains. Exit code 1 when a kernel is wrong."
    })
final class CheckCommand extends Verb {
  @Mixin private DeviceName device;

  @Option(names = "--quick", description = "Fewer shapes.")
  private boolean quick;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write that object there; the file is replaced as families come.")
  private Path file;

  private boolean wrong;

  /** What is printed of one family. */
  private static final class Family {
    private final Map<String, Double> shares = new LinkedHashMap<>();
    private final List<CheckResult> failures = new ArrayList<>();
    private final List<String> notReached = new ArrayList<>();
    private int calls;

    void add(CheckResult result) {
      if (result.outcome() == Outcome.NOT_REACHED) {
        notReached.add(result.variant());
        return;
      }
      calls++;
      shares.merge(result.variant(), result.shareOfBound(), Math::max);
      if (result.outcome() == Outcome.WRONG) {
        failures.add(result);
      }
    }

    double largest() {
      return shares.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    Map<String, Object> fields(String name) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("family", name);
      fields.put("variants", shares.size());
      fields.put("checks", calls);
      fields.put("largestShareOfBound", largest());
      fields.put("failures", failures.stream().map(CheckCommand::line).toList());
      fields.put("notReached", notReached);
      return fields;
    }
  }

  @Override
  protected void run() throws IOException {
    Map<String, Family> families = new LinkedHashMap<>();
    try (Backend backend = device.open(this, false, Precision.FP32)) {
      Consumer<CheckResult> take =
          result -> {
            boolean isFirst = !families.containsKey(result.family());
            families.computeIfAbsent(result.family(), f -> new Family()).add(result);
            if (isFirst || result.outcome() == Outcome.WRONG) {
              write(backend, families, false);
            }
          };
      backend
          .tuning()
          .ifPresent(
              tuning -> tuning.check(quick ? CheckedCalls.quick() : CheckedCalls.all(), take));
      networks(backend, take);
      write(backend, families, true);
      if (json) {
        out().println(object(backend, families, true));
      } else {
        families.forEach(this::print);
      }
      wrong = isWrong(families);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static boolean isWrong(Map<String, Family> families) {
    return families.values().stream().anyMatch(family -> !family.failures.isEmpty());
  }

  private void write(Backend backend, Map<String, Family> families, boolean isComplete) {
    if (file != null) {
      try {
        AtomicFile.replace(file, object(backend, families, isComplete) + "\n");
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  private static String object(Backend backend, Map<String, Family> families, boolean isComplete) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("device", backend.device().id());
    fields.put("name", backend.device().name());
    fields.put("complete", isComplete);
    fields.put("right", !isWrong(families));
    fields.put(
        "families",
        families.entrySet().stream().map(e -> e.getValue().fields(e.getKey())).toList());
    return Json.of(fields);
  }

  private void networks(Backend backend, Consumer<CheckResult> take) {
    Architecture tiny = Architectures.named("facenet-tiny");
    take.accept(NetworkParity.inference(backend, tiny, 5));
    take.accept(NetworkParity.training(backend, tiny, 4, 3));
    if (!quick) {
      Architecture small = Architectures.named("nn4.small2");
      take.accept(NetworkParity.inference(backend, small, 3));
      take.accept(NetworkParity.training(backend, small, 3, 2));
      take.accept(NetworkParity.inference(backend, Architectures.named("mobileface-v2"), 3));
    }
  }

  private void print(String name, Family family) {
    out()
        .printf(
            "%-26s %3d variants, %4d checks, largest error %.3f of its bound%s%n",
            name,
            family.shares.size(),
            family.calls,
            family.largest(),
            family.failures.isEmpty() ? "" : ", " + family.failures.size() + " WRONG");
    family.failures.forEach(failure -> out().println("  WRONG " + line(failure)));
    family.notReached.forEach(variant -> out().println("  not reached: " + variant));
  }

  private static String line(CheckResult failure) {
    return failure.variant() + " on " + failure.shape() + ": " + failure.failure();
  }

  @Override
  protected int exitCode() {
    return wrong ? 1 : 0;
  }
}
