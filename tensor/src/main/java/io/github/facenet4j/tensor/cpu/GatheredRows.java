package io.github.facenet4j.tensor.cpu;

/**
 * The left operand of a product, read where it lies: row m consists of {@code runs} runs of {@code
 * runLength} consecutive values, run r starting at {@code offsets[m] + r·runStride}.
 *
 * <p>A plain matrix has one run a row. The window of a convolution over an NHWC map has one run a
 * filter row, of filter width · channels values, so no im2col copy is made.
 *
 * @param values the array
 * @param offsets start of each row; {@link ProductKernels#ROW_SLACK} more entries than rows, so
 *     that tiles may run over the end
 * @param runs runs in a row
 * @param runLength values in a run
 * @param runStride distance between the starts of a row's runs
 */
public record GatheredRows(float[] values, int[] offsets, int runs, int runLength, int runStride) {

  /** Values in a row: K of the product. */
  public int length() {
    return runs * runLength;
  }
}
