package io.github.facenet4j.bench;

import io.github.facenet4j.kernels.opencl.KernelTiming;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What the device itself says of the calls since it was asked last: event times of an OpenCL
 * device, nothing of others.
 */
final class Launches {
  private final Backend backend;
  private String variant;

  Launches(Backend backend) {
    this.backend = backend;
    this.variant = backend.device().properties().getOrDefault("kernels", "");
  }

  /** Forgets the launches so far. */
  void forget() {
    timings();
  }

  /**
   * Nanoseconds that the kernels of one call ran, the gaps between them not counted.
   *
   * @param calls made since the last question
   * @return empty where the device has no event times
   */
  OptionalDouble nanosOfOne(int calls) {
    List<KernelTiming> timings = timings();
    if (timings.isEmpty()) {
      return OptionalDouble.empty();
    }
    Map<String, Long> byKernel =
        timings.stream()
            .collect(
                Collectors.groupingBy(
                    KernelTiming::kernel, Collectors.summingLong(KernelTiming::nanos)));
    variant =
        byKernel.entrySet().stream()
            .max(
                Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .orElseThrow()
            .getKey();
    return OptionalDouble.of(
        byKernel.values().stream().mapToLong(Long::longValue).sum() / (double) calls);
  }

  /**
   * The kernel variant that took most of the time; of a pure-JVM device the kind of its inner
   * loops.
   */
  String variant() {
    return variant;
  }

  private List<KernelTiming> timings() {
    return backend instanceof OpenClBackend openCl ? openCl.drainTimings() : List.of();
  }
}
