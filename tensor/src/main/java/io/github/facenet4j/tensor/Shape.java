package io.github.facenet4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Immutable dimensions of a tensor, outermost first; the only place where sizes are computed, with
 * overflow checks.
 *
 * @param dimensions every entry at least 1; a shape without dimensions is a scalar
 */
public record Shape(int... dimensions) {

  /** Checks that every dimension is positive and that the element count fits a {@code long}. */
  public Shape {
    dimensions = dimensions.clone();
    for (int dimension : dimensions) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "Shape needs dimensions of at least 1, got " + Arrays.toString(dimensions));
      }
    }
    product(dimensions);
  }

  /** The shape with these dimensions, outermost first. */
  public static Shape of(int... dimensions) {
    return new Shape(dimensions);
  }

  /** An activation map: batch, height, width, channels. */
  public static Shape nhwc(int n, int h, int w, int c) {
    return new Shape(n, h, w, c);
  }

  private static long product(int[] dimensions) {
    long product = 1;
    for (int dimension : dimensions) {
      try {
        product = Math.multiplyExact(product, (long) dimension);
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException(
            "Shape " + Arrays.toString(dimensions) + " has more than 2^63 elements", overflow);
      }
    }
    return product;
  }

  /** A copy of the dimensions. */
  @Override
  public int[] dimensions() {
    return dimensions.clone();
  }

  /** Number of dimensions. */
  public int rank() {
    return dimensions.length;
  }

  /**
   * One dimension.
   *
   * @param axis 0 is outermost; a negative axis counts from the innermost, −1
   */
  public int dim(int axis) {
    int index = axis < 0 ? dimensions.length + axis : axis;
    if (index < 0 || index >= dimensions.length) {
      throw new IllegalArgumentException("Shape " + this + " has no axis " + axis);
    }
    return dimensions[index];
  }

  /** Product of the dimensions. */
  public long elements() {
    return product(dimensions);
  }

  /**
   * Product of the dimensions as an array length.
   *
   * @throws IllegalArgumentException when it does not fit a Java array
   */
  public int intElements() {
    long elements = elements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Shape " + this + " has " + elements + " elements; a Java array holds at most 2^31-9");
    }
    return (int) elements;
  }

  /** Rows when the innermost dimension is kept: {@code elements() / dim(-1)}; 1 for a scalar. */
  public int rows() {
    long rows = rank() == 0 ? 1 : elements() / dim(-1);
    if (rows > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Shape " + this + " has " + rows + " rows; an op takes at most 2^31-1");
    }
    return (int) rows;
  }

  /** Batch of an NHWC shape. */
  public int n() {
    return map(0);
  }

  /** Height of an NHWC shape. */
  public int h() {
    return map(1);
  }

  /** Width of an NHWC shape. */
  public int w() {
    return map(2);
  }

  /** Channels of an NHWC shape. */
  public int c() {
    return map(3);
  }

  private int map(int axis) {
    if (dimensions.length != 4) {
      throw new IllegalStateException("An NHWC map was expected, got " + this);
    }
    return dimensions[axis];
  }

  /** The same shape with another batch size (dimension 0). */
  public Shape withBatch(int batch) {
    int[] copy = dimensions.clone();
    copy[0] = batch;
    return new Shape(copy);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** For example {@code 32x96x96x3}; a scalar is {@code scalar}. */
  @Override
  public String toString() {
    return dimensions.length == 0
        ? "scalar"
        : Arrays.stream(dimensions).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }
}
