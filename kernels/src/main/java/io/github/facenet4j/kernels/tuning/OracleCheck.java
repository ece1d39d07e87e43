package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.tuning.Workload.Operation;
import io.github.facenet4j.kernels.tuning.Workload.Values;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;

/**
 * A workload's result as the {@code reference} backend computes it, to hold kernels against.
 *
 * <p>An element may be off by {@code (terms + 5)·2⁻²⁴·magnitude}, the bound of a sum of that many
 * rounded terms in any order; four are for the operations beside the sum, one for reading the
 * oracle's value in single precision. A device that rounds operands may be off by {@link
 * Precision#productBound} of as many terms, and for operands below its precision's range.
 * Convolutions that Winograd's algorithm may compute count some more terms of a larger magnitude,
 * see {@link ConvWorkload}; a variant of it that exceeds those is no choice either.
 */
final class OracleCheck {
  private static final double BILLION = 1e9;

  private final Workload workload;
  private final double[] expected;
  private final double[] magnitudes;

  /** Computes the workload on the oracle. */
  OracleCheck(Workload workload) {
    this.workload = workload;
    try (Backend oracle = Backends.require("reference");
        MemoryScope scope = MemoryScope.root(oracle, "oracle")) {
      Operation operation = workload.on(scope, Values.SIGNED);
      operation.call().run();
      expected = Workload.read(operation.result());
      magnitudes = workload.magnitudes(scope);
    }
  }

  /**
   * How well a result agrees.
   *
   * @param errorPpb the largest difference in parts per billion of the element's magnitude
   * @param shareOfBound the largest difference over what is allowed; 0 where equality is asked
   */
  record Agreement(long errorPpb, double shareOfBound) {}

  /**
   * Makes the call on a device and compares.
   *
   * @throws WrongResultException when an element is off by more than the bound
   */
  Agreement agreement(Backend device) {
    try (MemoryScope scope = MemoryScope.root(device, "check")) {
      Operation operation = workload.on(scope, Values.SIGNED);
      operation.call().run();
      return compare(Workload.read(operation.result()), device.precision());
    }
  }

  private Agreement compare(double[] got, Precision precision) {
    int terms = workload.terms();
    double relative = precision.productBound(terms + 4);
    // Operands are at most 1, so what is lost of one counts once.
    double absolute = terms * (Float.MIN_NORMAL + 2 * precision.underflow());
    double largest = 0;
    double share = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(got[i] - expected[i]);
      double allowed = magnitudes[i] > 0 ? relative * magnitudes[i] + absolute : 0;
      // Not the other way round: the difference may be NaN.
      if (!(difference <= allowed)) {
        throw new WrongResultException(
            "element %d is %s, the oracle has %s, allowed is a difference of %.2g"
                .formatted(i, (float) got[i], (float) expected[i], allowed));
      }
      if (magnitudes[i] > 0) {
        largest = Math.max(largest, difference / magnitudes[i]);
        share = Math.max(share, difference / allowed);
      }
    }
    return new Agreement((long) Math.ceil(largest * BILLION), share);
  }

  /** A kernel that computes something else than the oracle. */
  static final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongResultException(String message) {
      super(message);
    }
  }
}
