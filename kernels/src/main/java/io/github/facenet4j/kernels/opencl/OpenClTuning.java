package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.ops.FusedBottleneck;
import io.github.facenet4j.kernels.ops.Rounding;
import io.github.facenet4j.kernels.tuning.Ladders;
import io.github.facenet4j.kernels.tuning.LaunchClock;
import io.github.facenet4j.kernels.tuning.ParityCheck;
import io.github.facenet4j.kernels.tuning.TuningFile;
import io.github.facenet4j.kernels.tuning.TuningRun;
import io.github.facenet4j.kernels.tuning.TuningTable;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Tuning;
import io.github.facenet4j.tensor.spi.TuningResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tuning of an open OpenCL device. Measuring opens the device a second time, with event times, so
 * that forced and measured variants do not reach who uses the first.
 */
final class OpenClTuning implements Tuning {
  private final OpenClDevice device;
  private final VariantChoices choices;
  private final Precision precision;
  private final Supplier<Map<String, List<KernelVariant>>> variants;
  private Ladders ladders;
  private volatile String inUse = "";

  /**
   * Of a device.
   *
   * @param precision that its products round their operands to
   * @param variants of each family; asked for once and late, for some are tried on the device
   */
  OpenClTuning(
      OpenClDevice device,
      VariantChoices choices,
      Precision precision,
      Supplier<Map<String, List<KernelVariant>>> variants) {
    this.device = device;
    this.choices = choices;
    this.precision = precision;
    this.variants = variants;
  }

  private synchronized Ladders ladders() {
    if (ladders == null) {
      ladders = new Ladders(device.limits(), variants.get());
    }
    return ladders;
  }

  /**
   * Uses the file that the property or the environment names.
   *
   * @throws IllegalArgumentException when there is no such file or it is no tuning file
   */
  static void useAskedFor(Tuning tuning) {
    String variable = System.getenv().getOrDefault(VARIABLE, "");
    String name = System.getProperty(PROPERTY, variable);
    if (name.isBlank()) {
      return;
    }
    try {
      tuning.use(Path.of(name));
    } catch (IOException unusable) {
      throw new IllegalArgumentException(
          "%s (or %s) asks for a file that cannot be used: %s"
              .formatted(PROPERTY, VARIABLE, unusable.getMessage()),
          unusable);
    }
  }

  @Override
  public String use(Path file) throws IOException {
    TuningTable table = TuningTable.of(TuningFile.read(file), ladders());
    choices.use(table);
    inUse = file + ": " + table.summary();
    return inUse;
  }

  @Override
  public String inUse() {
    return inUse;
  }

  @Override
  public List<OpCall> distinct(List<OpCall> calls) {
    return TuningRun.distinct(calls.stream().flatMap(this::asRun).toList(), precision);
  }

  /**
   * The calls that the device makes of one: a bottleneck that it does not fuse, as where operands
   * are rounded, is three.
   */
  private Stream<OpCall> asRun(OpCall call) {
    return call instanceof OpCall.InvertedResidual residual
            && !(precision == Precision.FP32
                && FusedBottleneck.fuses(device.limits(), residual.spec()))
        ? residual.parts().stream()
        : Stream.of(call);
  }

  @Override
  public List<TuningResult> tune(List<OpCall> calls, Effort effort, Path file, Listener listener)
      throws IOException {
    try (OpenClBackend timed = new OpenClBackend(device, Profiling.ON, precision)) {
      LaunchClock clock = calling -> span(timed, calling);
      return new TuningRun(timed, timed.choices(), ladders(), clock, effort)
          .run(calls, file, listener);
    }
  }

  @Override
  public void check(List<OpCall> calls, Consumer<CheckResult> listener) {
    List<OpenClBackend> open = new ArrayList<>();
    try {
      List<ParityCheck.Subject> subjects = new ArrayList<>();
      for (Precision each : Precision.values()) {
        if (each != Precision.FP32 && !Rounding.fits(device.limits())) {
          continue;
        }
        OpenClBackend checked = new OpenClBackend(device, Profiling.OFF, each);
        open.add(checked);
        Ladders checkedLadders =
            new Ladders(
                device.limits(),
                each == Precision.FP32 ? checked.ladders() : checked.productLadders());
        subjects.add(new ParityCheck.Subject(checked, checked.choices(), checkedLadders));
      }
      new ParityCheck(subjects).run(calls, listener);
    } finally {
      open.forEach(OpenClBackend::close);
    }
  }

  /** From the first launch to the last, gaps between them included: they are part of a choice. */
  private static long span(OpenClBackend timed, Runnable calls) {
    timed.drainTimings();
    long before = System.nanoTime();
    calls.run();
    List<KernelTiming> timings = timed.drainTimings();
    long wall = System.nanoTime() - before;
    long start = timings.stream().mapToLong(KernelTiming::startNanos).min().orElse(0);
    long end = timings.stream().mapToLong(KernelTiming::endNanos).max().orElse(0);
    // Some drivers leave the times at 0; a clock that does not move would make anything win.
    return end > start ? end - start : wall;
  }
}
