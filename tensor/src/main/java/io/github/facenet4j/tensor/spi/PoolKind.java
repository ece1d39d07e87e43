package io.github.facenet4j.tensor.spi;

/** How a pooling window becomes one value. */
public enum PoolKind {
  /** The largest value; padding never wins. */
  MAX,
  /**
   * The sum over the window divided by the number of window positions inside the input (padding is
   * not counted).
   */
  AVERAGE,
  /** The square root of the sum of squares. */
  L2
}
