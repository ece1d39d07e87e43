package io.github.facenet4j.kernels.ops;

/** Sizes as kernels see them: 32-bit indices. */
final class Elements {
  /** The last work-items of a rounded-up launch reach past the end before they stop. */
  static final int MOST = Integer.MAX_VALUE - 0xffff;

  private Elements() {}

  /**
   * An element count as a kernel argument.
   *
   * @param layer who asks, for the message
   * @throws IllegalArgumentException when a kernel's 32-bit index would overflow
   */
  static int count(String layer, long elements) {
    if (elements > MOST) {
      throw new IllegalArgumentException(
          "%s: a tensor of %d elements was asked for; OpenCL kernels index at most %d. %s"
              .formatted(layer, elements, MOST, "Use a smaller batch."));
    }
    return (int) elements;
  }
}
