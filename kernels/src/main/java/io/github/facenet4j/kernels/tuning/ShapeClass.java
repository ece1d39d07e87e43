package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;

/**
 * Calls of an op family that one measurement speaks for: the same kernel is fastest for all of
 * them, near enough.
 *
 * <p>What a network fixes (filter, channels, map) is kept as it is, because the last tile of a row
 * is decided by it; what varies from call to call (images of a batch, rows of a product) is rounded
 * up. While a table is in use every call makes one, so the text is put together without a format.
 *
 * @param family such as {@code gemm} or {@code conv.forward}
 * @param sizes what tuning files and tables show, such as {@code 3x3/1 64→192 24x24 N≤32}
 */
public record ShapeClass(String family, String sizes) {
  /** Images up to which a batch is rounded to a power of two; more are all alike. */
  private static final int MANY_IMAGES = 32;

  /** Sizes up to this are kept as they are: a tile more or less matters there. */
  private static final int SMALL = 64;

  /** Matrix products with sizes like these, in the same operand order. */
  public static ShapeClass of(String family, GemmSpec spec) {
    return new ShapeClass(
        family,
        (spec.transposeA() == Transpose.YES ? "Aᵀ·" : "A·")
            + (spec.transposeB() == Transpose.YES ? "Bᵀ" : "B")
            + (spec.mode() == WriteMode.ADD ? " added" : "")
            + (" M≤" + roundedUp(spec.m()))
            + (" N≤" + roundedUp(spec.n()))
            + (" K≤" + roundedUp(spec.k())));
  }

  /** The same convolution of batches about as large. */
  public static ShapeClass of(String family, Conv2dSpec spec) {
    return new ShapeClass(
        family,
        (spec.kernelHeight() + "x" + spec.kernelWidth() + "/" + spec.stride())
            + (" pad " + spec.padHeight() + "x" + spec.padWidth())
            + (" " + spec.inChannels() + "→" + spec.outChannels())
            + (" " + spec.height() + "x" + spec.width())
            + (" N" + images(spec.batch())));
  }

  /** Distances of about as many embeddings. */
  public static ShapeClass of(String family, DistanceSpec spec) {
    return new ShapeClass(
        family, "B≤" + roundedUp(spec.batch()) + " E≤" + roundedUp(spec.embedding()));
  }

  /** Losses of about as many embeddings. */
  public static ShapeClass of(String family, L2NormSpec rows) {
    return of(family, DistanceSpec.of(rows));
  }

  /** Selections by the same rule among about as many faces. */
  public static ShapeClass of(String family, SelectionSpec spec) {
    return new ShapeClass(
        family,
        (spec.rule() + " " + spec.whenNone())
            + (" B≤" + roundedUp(spec.batch()))
            + (" T≤" + roundedUp(spec.pairs())));
  }

  private static String images(int batch) {
    return batch > MANY_IMAGES ? ">" + MANY_IMAGES : "≤" + powerOfTwo(batch);
  }

  private static int powerOfTwo(int size) {
    return size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
  }

  /** Small sizes as they are, larger ones up to the next of {4, 5, 6, 7}·2ᵏ. */
  static long roundedUp(int size) {
    if (size <= SMALL) {
      return size;
    }
    long step = Integer.highestOneBit(size - 1) >> 2;
    return (size + step - 1) / step * step;
  }

  @Override
  public String toString() {
    return family + " " + sizes;
  }
}
