package io.github.facenet4j.tensor.spi;

import java.util.List;

/**
 * What measuring one class of calls gave.
 *
 * @param family op and pass, such as {@code conv.forward}
 * @param shape the class, as the tuning file has it
 * @param variant the kernel that is chosen
 * @param medianNanos device time of one call with it
 * @param defaultVariant the kernel that the device chooses by itself
 * @param defaultNanos device time of one call with that
 * @param multiplyAdds of one call; 0 where an op does not count in them
 * @param rejected kernels that gave a wrong result or failed, each with the reason
 */
public record TuningResult(
    String family,
    String shape,
    String variant,
    long medianNanos,
    String defaultVariant,
    long defaultNanos,
    long multiplyAdds,
    List<String> rejected) {

  /** Copies the list. */
  public TuningResult {
    rejected = List.copyOf(rejected);
  }

  /** How many times the chosen kernel is as fast as the default. */
  public double speedup() {
    return (double) defaultNanos / medianNanos;
  }
}
