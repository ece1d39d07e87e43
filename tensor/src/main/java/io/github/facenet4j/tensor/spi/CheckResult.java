package io.github.facenet4j.tensor.spi;

/**
 * How one kernel's result of one call compares with the oracle's.
 *
 * @param family op and pass, such as {@code conv.forward}
 * @param shape sizes of the call; empty where no call reached the kernel
 * @param variant the kernel with its parameters
 * @param outcome what came of it
 * @param shareOfBound the largest error of an element over its bound; 0 where equality is asked
 * @param failure what was wrong; empty unless {@link Outcome#WRONG}
 */
public record CheckResult(
    String family,
    String shape,
    String variant,
    Outcome outcome,
    double shareOfBound,
    String failure) {

  /** What came of a check. */
  public enum Outcome {
    /** Every element is within its bound. */
    RIGHT,
    /** An element is off by more than its bound, or the kernel did not run. */
    WRONG,
    /** The kernel computes none of the calls that were checked. */
    NOT_REACHED
  }
}
