package io.github.facenet4j.kernels.ops;

/** Sizes as kernels see them: 32-bit indices. */
final class Elements {
  private Elements() {}

  /**
   * An element count as a kernel argument.
   *
   * @param layer who asks, for the message
   * @throws IllegalArgumentException when a kernel's 32-bit index would overflow
   */
  static int count(String layer, long elements) {
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: a tensor of %d elements was asked for; OpenCL kernels index at most 2^31-1. %s"
              .formatted(layer, elements, "Use a smaller batch."));
    }
    return (int) elements;
  }
}
