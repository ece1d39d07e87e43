package io.github.facenet4j.tensor.spi;

/**
 * Pointwise non-linearity, alone or as the last part of an {@link Epilogue}. A NaN stays NaN, so
 * that broken weights show at the output.
 */
public enum Activation {
  /** y = x. */
  NONE,
  /** y = max(x, 0); gradient 0 at x = 0. */
  RELU,
  /** y = min(max(x, 0), 6); gradient 0 at both corners. */
  RELU6,
  /** y = x where x &gt; 0, else slope[channel]·x; at x = 0 the gradient is the slope. */
  PRELU
}
