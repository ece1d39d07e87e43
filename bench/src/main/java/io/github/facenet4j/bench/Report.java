package io.github.facenet4j.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.facenet4j.bench.roofline.LaunchCost;
import io.github.facenet4j.bench.roofline.Roofline;
import io.github.facenet4j.bench.roofline.TensorPeaks;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.Precision;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Rows of one run on one device, with what is needed to judge them: as JSON and as a table. */
final class Report {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private final DeviceInfo device;
  private final Precision precision;
  private final Ceilings ceilings;
  private final String commit;
  private final Long peakRssBytes;
  private final List<Row> rows;
  private final List<String> leftOut;

  /**
   * What rows are held against.
   *
   * @param roofline peak and bandwidth, sampled all along
   * @param launchCost empty where kernels are not launched
   * @param tensorPeaks of matrix units, by precision
   */
  record Ceilings(Roofline roofline, Optional<LaunchCost> launchCost, TensorPeaks tensorPeaks) {}

  /**
   * A report on the rows so far.
   *
   * @param precision of the operands of matrix products
   * @param commit of the sources, or empty
   * @param peakRssBytes the most memory that this process had before the bandwidth was probed; null
   *     where the system does not say
   * @param leftOut one line on each workload that the device has no memory for
   */
  Report(
      DeviceInfo device,
      Precision precision,
      Ceilings ceilings,
      String commit,
      Long peakRssBytes,
      List<Row> rows,
      List<String> leftOut) {
    this.device = device;
    this.precision = precision;
    this.ceilings = ceilings;
    this.commit = commit;
    this.peakRssBytes = peakRssBytes;
    this.rows = List.copyOf(rows);
    this.leftOut = List.copyOf(leftOut);
  }

  /**
   * One JSON object.
   *
   * @param isComplete whether no row is to come
   */
  String json(boolean isComplete) {
    Roofline roofline = ceilings.roofline();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("complete", isComplete);
    fields.put("precision", precision.label());
    fields.put("peakGflops", median(roofline.peakSamples()));
    fields.put("tensorPeakGflops", byLabel(ceilings.tensorPeaks().gflops()));
    fields.put("noTensorPeak", byLabel(ceilings.tensorPeaks().refusals()));
    fields.put("bandwidthGBs", median(roofline.bandwidthSamples()));
    fields.put("launchToFinishMicros", micros(LaunchCost::toFinishNanos));
    fields.put("launchInTurnMicros", micros(LaunchCost::inTurnNanos));
    fields.put("device", device.id());
    fields.put("deviceName", device.name());
    fields.put("deviceProperties", device.properties());
    fields.put("threads", roofline.threads());
    fields.put("processor", Machine.processor());
    fields.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    fields.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    fields.put(
        "date", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString());
    fields.put("commit", commit.isEmpty() ? null : commit);
    fields.put("peakProbe", roofline.probe());
    fields.put("peakGflopsSamples", spread(roofline.peakSamples()));
    fields.put("bandwidthGBsSamples", spread(roofline.bandwidthSamples()));
    fields.put("bandwidthArrayBytes", roofline.bandwidthBytes());
    fields.put("peakRssMB", peakRssBytes == null ? null : peakRssBytes / 1e6);
    fields.put("leftOut", leftOut);
    fields.put("rows", rows.stream().map(this::fields).toList());
    return GSON.toJson(fields) + "\n";
  }

  /** A row with its share of the peak of the matrix units, where those computed it. */
  private Map<String, Object> fields(Row row) {
    Map<String, Object> fields = row.fields();
    ceilings
        .tensorPeaks()
        .of(row.variant())
        .filter(peak -> !row.isMemoryBound())
        .ifPresent(
            peak -> {
              fields.put("tensorPeakGflops", peak);
              fields.put("shareOfTensorPeak", row.rate() / peak);
            });
    return fields;
  }

  private static <T> Map<String, T> byLabel(Map<Precision, T> values) {
    Map<String, T> labelled = new LinkedHashMap<>();
    values.forEach((precision, value) -> labelled.put(precision.label(), value));
    return labelled;
  }

  /** Null before the first sample. */
  private static Double median(List<Double> samples) {
    return samples.isEmpty() ? null : Roofline.median(samples);
  }

  /** Null where kernels are not launched. */
  private Double micros(ToDoubleFunction<LaunchCost> nanos) {
    return ceilings.launchCost().map(cost -> nanos.applyAsDouble(cost) / 1e3).orElse(null);
  }

  private static Map<String, Object> spread(List<Double> samples) {
    Map<String, Object> spread = new LinkedHashMap<>();
    spread.put("count", samples.size());
    spread.put("min", samples.stream().min(Double::compare).orElse(null));
    spread.put("max", samples.stream().max(Double::compare).orElse(null));
    return spread;
  }

  /** The heading of the table. */
  static String heading() {
    return String.format(
        Locale.ROOT,
        "%-34s %-22s %10s %10s %10s %9s %9s  %s",
        "benchmark",
        "shape",
        "median ms",
        "device ms",
        "rate",
        "of peak",
        "of roof",
        "variant");
  }

  /** One line of the table. */
  static String line(Row row) {
    String rate =
        row.imagesPerSecond() > 0
            ? String.format(Locale.ROOT, "%.1f im/s", row.imagesPerSecond())
            : String.format(
                Locale.ROOT, row.isMemoryBound() ? "%.1f GB/s" : "%.0f GF/s", row.rate());
    return String.format(
        Locale.ROOT,
        "%-34s %-22s %10.3f %10s %10s %8.1f%% %9s  %s",
        row.workload().benchmark(),
        row.workload().shape(),
        row.medianNanos() / 1e6,
        row.deviceNanos().isPresent()
            ? String.format(Locale.ROOT, "%.3f", row.deviceNanos().getAsDouble() / 1e6)
            : "",
        rate,
        100 * row.share(),
        Double.isFinite(row.shareOfRoof())
            ? String.format(Locale.ROOT, "%.1f%%", 100 * row.shareOfRoof())
            : "",
        row.variant());
  }

  /** The ceilings, in words. */
  String summary() {
    Roofline roofline = ceilings.roofline();
    return String.format(
        Locale.ROOT,
        "peak %.0f GFLOP/s (%.0f to %.0f), copy bandwidth %.1f GB/s, %s%d %s, %s; peak memory of"
            + " the process %s",
        Roofline.median(roofline.peakSamples()),
        roofline.peakSamples().stream().min(Double::compare).orElseThrow(),
        roofline.peakSamples().stream().max(Double::compare).orElseThrow(),
        Roofline.median(roofline.bandwidthSamples()),
        ceilings
            .launchCost()
            .map(
                cost ->
                    String.format(
                        Locale.ROOT,
                        "a launch %.1f µs to its end, %.1f µs one after the other, ",
                        cost.toFinishNanos() / 1e3,
                        cost.inTurnNanos() / 1e3))
            .orElse(""),
        roofline.threads(),
        device.type() == DeviceType.CPU ? "threads" : "compute units",
        device.name(),
        peakRssBytes == null ? "unknown" : Math.round(peakRssBytes / 1e6) + " MB");
  }
}
