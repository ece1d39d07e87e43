package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Workload.Bound;
import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.bench.roofline.Roofline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of one workload.
 *
 * @param workload what ran
 * @param device where
 * @param nanos wall time of one call, from each sample
 * @param deviceNanos time of one call by the device's clock, where it has one: kernels alone
 * @param ceiling median of the roofline samples taken between the samples of this row: GFLOP/s, or
 *     GB/s where memory bounds the workload
 * @param roofNanos least time of one call by the roofline at its own size: the longer of its
 *     multiply-adds at the peak and its bytes at the copy bandwidth of arrays as large together;
 *     NaN where its bytes are not counted
 * @param commands what the host asked of the device in one call, where it was counted
 * @param variant the kernel that took most of the time
 */
record Row(
    Workload workload,
    String device,
    List<Double> nanos,
    OptionalDouble deviceNanos,
    double ceiling,
    double roofNanos,
    Optional<Commands> commands,
    String variant) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * What the host asked of a device.
   *
   * @param launches of kernels
   * @param waits for what it had enqueued
   */
  record Commands(long launches, long waits) {}

  Row {
    nanos = List.copyOf(nanos);
  }

  /** Median wall time of one call. */
  double medianNanos() {
    return Roofline.median(nanos);
  }

  /**
   * Rate over ceiling; more than 1 where fewer multiply-adds are done than counted, or in cache.
   */
  double share() {
    return rate() / ceiling;
  }

  /**
   * The roofline's least time over the median: how much of what the caches and the arithmetic allow
   * at this size was reached.
   */
  double shareOfRoof() {
    return roofNanos / medianNanos();
  }

  /** GFLOP/s, or GB/s where memory bounds the workload. */
  double rate() {
    Cost cost = workload.cost();
    return isMemoryBound() ? cost.gigabytesPerSecond(medianNanos()) : cost.gflops(medianNanos());
  }

  boolean isMemoryBound() {
    return workload.cost().bound() == Bound.MEMORY;
  }

  /** Images a second by the median; 0 where the workload is no network. */
  double imagesPerSecond() {
    return workload.cost().images() * 1e9 / medianNanos();
  }

  /** The row as JSON; gflops and shareOfPeak are null where memory bounds the workload. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("benchmark", workload.benchmark());
    fields.put("shape", workload.shape());
    fields.put("device", device);
    fields.put("medianMillis", medianNanos() / NANOS_PER_MILLI);
    fields.put("minMillis", Collections.min(nanos) / NANOS_PER_MILLI);
    fields.put("maxMillis", Collections.max(nanos) / NANOS_PER_MILLI);
    fields.put("samples", nanos.size());
    fields.put(
        "deviceMillis",
        deviceNanos.isPresent() ? deviceNanos.getAsDouble() / NANOS_PER_MILLI : null);
    fields.put("gflops", isMemoryBound() ? null : rate());
    fields.put("shareOfPeak", isMemoryBound() ? null : finite(share()));
    fields.put("peakGflops", isMemoryBound() ? null : finite(ceiling));
    fields.put("deviceShareOfPeak", isMemoryBound() ? null : deviceShare());
    if (isMemoryBound()) {
      fields.put("gbs", rate());
      fields.put("shareOfBandwidth", finite(share()));
      fields.put("bandwidthGBs", finite(ceiling));
    }
    Cost cost = workload.cost();
    if (cost.multiplyAdds() > 0 && cost.bytes() > 0) {
      fields.put("flopsPerByte", 2.0 * cost.multiplyAdds() / cost.bytes());
    }
    fields.put("shareOfRoof", finite(shareOfRoof()));
    if (cost.images() > 0) {
      fields.put("imagesPerSecond", imagesPerSecond());
    }
    commands.ifPresent(
        counted -> {
          fields.put("launches", counted.launches());
          fields.put("waits", counted.waits());
        });
    fields.put("variant", variant);
    return fields;
  }

  /** The share that the kernels' own time gives; null where the device has no clock. */
  private Double deviceShare() {
    return deviceNanos.isPresent()
        ? finite(share() * medianNanos() / deviceNanos.getAsDouble())
        : null;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
