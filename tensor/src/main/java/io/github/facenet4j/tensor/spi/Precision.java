package io.github.facenet4j.tensor.spi;

import java.util.Locale;

/**
 * What the operands of matrix products and dense convolutions are rounded to before they are
 * multiplied. Sums are always single precision, and so is everything in memory: activations,
 * weights, gradients. Depthwise convolutions are never rounded.
 *
 * <p>Operands are rounded to nearest, ties to even, so that a rounded value differs from {@code x}
 * by at most {@code u|x|}, {@link #unitRoundoff u} being half the distance from 1 to the next value
 * above. A product of two rounded values is exact in single precision or has its rounding counted
 * with the sums'. Hence for a sum of K products
 *
 * <pre>|result - exact| &lt;= (2u + u² + (1 + u)²·(K + 1)·2⁻²⁴) · Σ|a||b|</pre>
 *
 * <p>to first order in 2⁻²⁴, as long as no operand leaves the range that the constant names.
 * Infinities and NaN stay what they are.
 */
public enum Precision {
  /** Single precision: operands are not rounded, u = 0. */
  FP32(0, 0),
  /** 8 bits of exponent, 10 of fraction: the range of single precision, u = 2⁻¹¹. */
  TF32(13, 0x1p-11),
  /** 8 bits of exponent, 7 of fraction: the range of single precision, u = 2⁻⁸. */
  BF16(16, 0x1p-8),
  /**
   * IEEE half precision, 5 bits of exponent, 10 of fraction: u = 2⁻¹¹ from 2⁻¹⁴ to 65504. From
   * 65520 on a value becomes infinite; below 2⁻¹⁴ the error is at most 2⁻²⁵, whatever the value.
   */
  FP16(13, 0x1p-11);

  private static final int SIGN = 0x80000000;
  private static final int INFINITY = 0x7f800000;
  private static final int QUIET = 0x00400000;

  /** Bits of 65520, halfway from the largest half to the next power of two, and of 2⁻¹⁴. */
  private static final int HALF_OVERFLOW = 0x477ff000;

  private static final int HALF_NORMAL = 0x38800000;

  private final int dropped;
  private final double unitRoundoff;

  Precision(int dropped, double unitRoundoff) {
    this.dropped = dropped;
    this.unitRoundoff = unitRoundoff;
  }

  /** The largest relative error of rounding an operand within the range; 0 for {@link #FP32}. */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /**
   * The largest error of a sum of {@code terms} products, over the sum of their magnitudes: the
   * formula above.
   */
  public double productBound(int terms) {
    double rounded = 1 + unitRoundoff;
    return 2 * unitRoundoff
        + unitRoundoff * unitRoundoff
        + rounded * rounded * (terms + 1.0) * 0x1p-24;
  }

  /** The largest error of rounding an operand below the range: 2⁻²⁵ for {@link #FP16}, else 0. */
  public double underflow() {
    return this == FP16 ? 0x1p-25 : 0;
  }

  /** The nearest value of this precision, ties to even. */
  public float round(float x) {
    int bits = Float.floatToRawIntBits(x);
    int magnitude = bits & ~SIGN;
    if (dropped == 0 || magnitude == INFINITY) {
      return x;
    }
    int kept = -(1 << dropped);
    if (magnitude > INFINITY) {
      return Float.intBitsToFloat((bits | QUIET) & kept);
    }
    if (this == FP16 && magnitude >= HALF_OVERFLOW) {
      return Math.copySign(Float.POSITIVE_INFINITY, x);
    }
    if (this == FP16 && magnitude < HALF_NORMAL) {
      // Values next to one half are 2⁻²⁴ apart, as small halves are.
      return Math.copySign((Math.abs(x) + 0.5f) - 0.5f, x);
    }
    return Float.intBitsToFloat((bits + (1 << dropped - 1) - 1 + (bits >>> dropped & 1)) & kept);
  }

  /** The name on a command line, such as {@code bf16}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
