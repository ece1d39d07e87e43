package io.github.facenet4j.tensor.spi;

/**
 * One kernel held against the oracle on one call.
 *
 * @param family of ops, such as {@code gemm}
 * @param shape of the call
 * @param variant name of the kernel with its parameters
 * @param shareOfBound the largest error divided by what rounding allows; 0 when it failed
 * @param failure what was wrong, in one line; empty when nothing was
 */
public record ParityResult(
    String family, String shape, String variant, double shareOfBound, String failure) {

  /** Whether the kernel agrees with the oracle. */
  public boolean isRight() {
    return failure.isEmpty();
  }
}
