package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Precision;

/** One tensor of an op under comparison: what it holds before, and how far it may be off after. */
public final class Operand {
  /** Unit roundoff of single precision. */
  public static final double U = 0x1p-24;

  private final String name;
  private final Shape shape;
  private final float[] floats;
  private final int[] ints;
  private final boolean written;
  private double[] bounds;

  Operand(String name, Shape shape, float[] floats, int[] ints, boolean written) {
    this.name = name;
    this.shape = shape;
    this.floats = floats;
    this.ints = ints;
    this.written = written;
  }

  /** The contract's letter for it. */
  public String name() {
    return name;
  }

  /** Dimensions. */
  public Shape shape() {
    return shape;
  }

  DataType type() {
    return floats != null ? DataType.FLOAT32 : DataType.INT32;
  }

  /** Values before the op. */
  public float[] floats() {
    return floats;
  }

  /** Values before the op. */
  public int[] ints() {
    return ints;
  }

  /** Whether the op may change it; if not, every bit must stay. */
  boolean isWritten() {
    return written;
  }

  /** Allowed distance from the oracle per element; null asks for equality. */
  double[] bounds() {
    return bounds;
  }

  /** The largest distance from the oracle that is right, per element, as the caller derived it. */
  public void within(double[] allowed) {
    bounds = allowed;
  }

  /** Allows so much more, per element: what an algorithm loses that trades accuracy for speed. */
  public void widen(double[] more) {
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] += more[i];
    }
  }

  /**
   * Allows what a sum of this many rounded terms may be off: {@code (terms+4)·2⁻²⁴·magnitude}. The
   * four are the operations beside the sum (bias, residual, activation, store); the smallest normal
   * number is allowed on top because devices may flush smaller ones to zero.
   *
   * @param terms length of the sum
   * @param magnitude per element, the same sum over absolute values
   */
  public void withinSum(int terms, double[] magnitude) {
    bounds = new double[magnitude.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (terms + 4) * U * magnitude[i] + terms * (double) Float.MIN_NORMAL;
    }
  }

  /**
   * The same for a sum of products of operands of at most 1 that are rounded before: {@link
   * Precision#productBound} instead of {@code terms·2⁻²⁴}, and what is lost of small operands.
   */
  void withinSum(int terms, double[] magnitude, Precision precision) {
    bounds = new double[magnitude.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] =
          precision.productBound(terms + 3) * magnitude[i]
              + terms * (2 * precision.underflow() + Float.MIN_NORMAL);
    }
  }
}
