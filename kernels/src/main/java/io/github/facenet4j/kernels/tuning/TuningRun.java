package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Tuning;
import io.github.facenet4j.tensor.spi.TuningResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tunes a list of calls into a file. After each call the file is replaced, so a run that is stopped
 * keeps what it has.
 */
public final class TuningRun {
  private final Ladders ladders;
  private final Tuner tuner;
  private final Precision precision;

  /**
   * A run on one device.
   *
   * @param device open for this run alone
   * @param choices what its ops ask
   * @param clock its clock
   */
  public TuningRun(
      Backend device,
      VariantChoices choices,
      Ladders ladders,
      LaunchClock clock,
      Tuning.Effort effort) {
    this.ladders = ladders;
    this.precision = device.precision();
    this.tuner =
        switch (effort) {
          case QUICK -> new Tuner(device, choices, ladders, clock, 5, 2_000_000);
          case THOROUGH -> new Tuner(device, choices, ladders, clock, 11, 8_000_000);
        };
  }

  /** See {@link Tuning#distinct}. */
  public static List<OpCall> distinct(List<OpCall> calls, Precision precision) {
    Map<ShapeClass, OpCall> classes = new LinkedHashMap<>();
    for (OpCall call : calls) {
      Workloads.of(call, precision)
          .ifPresent(workload -> classes.putIfAbsent(workload.shape(), call));
    }
    return List.copyOf(classes.values());
  }

  /** See {@link Tuning#tune}. */
  public List<TuningResult> run(List<OpCall> calls, Path file, Tuning.Listener listener)
      throws IOException {
    List<TuningEntry> entries =
        new ArrayList<>(Files.exists(file) ? TuningFile.read(file) : List.of());
    TuningFile.write(file, entries);
    List<TuningResult> results = new ArrayList<>();
    for (OpCall call : calls) {
      Workload workload = Workloads.of(call, precision).orElseThrow();
      Tuner.Choice choice = tuner.tune(workload, held(entries, workload.shape()));
      TuningEntry entry = entry(workload.shape(), choice);
      entries.removeIf(entry::replaces);
      entries.add(entry);
      TuningFile.write(file, entries);
      TuningResult result =
          new TuningResult(
              workload.shape().family(),
              workload.shape().sizes(),
              choice.variant().name(),
              choice.nanos(),
              choice.byDefault().name(),
              choice.defaultNanos(),
              workload.multiplyAdds(),
              choice.rejected());
      results.add(result);
      listener.measured(result);
    }
    return results;
  }

  /** The variant that holds the place in the file, if it was measured here with these kernels. */
  private Optional<String> held(List<TuningEntry> entries, ShapeClass shape) {
    TuningTable table =
        TuningTable.of(
            entries.stream().filter(entry -> entry.shape().equals(shape)).toList(), ladders);
    return table.variant(() -> shape).map(variant -> variant.name());
  }

  private TuningEntry entry(ShapeClass shape, Tuner.Choice choice) {
    return new TuningEntry(
        TunedDevice.of(ladders.limits()),
        shape,
        ladders.sources(shape.family()),
        choice.variant().name(),
        choice.nanos(),
        choice.byDefault().name(),
        choice.defaultNanos(),
        choice.errorPpb(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        version());
  }

  private static String version() {
    String version = TuningRun.class.getPackage().getImplementationVersion();
    return "facenet4j " + (version == null ? "(not packaged)" : version);
  }
}
