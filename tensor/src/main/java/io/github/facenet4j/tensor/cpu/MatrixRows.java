package io.github.facenet4j.tensor.cpu;

import java.util.Arrays;

/**
 * A row-major matrix as a {@link RowSource}.
 *
 * @param values the array, from element 0 on
 * @param rows number of rows
 * @param length values in a row
 * @param step from row to row
 */
record MatrixRows(float[] values, int rows, int length, int step) implements RowSource {

  /** Rows that follow each other without a gap. */
  MatrixRows(float[] values, int rows, int length) {
    this(values, rows, length, length);
  }

  @Override
  public int runs() {
    return 1;
  }

  @Override
  public GatheredRows block(Scratch scratch, int first, int count) {
    int[] offsets = scratch.ints(Scratch.Use.ROW_OFFSETS, count + ProductKernels.ROW_SLACK);
    for (int i = 0; i < count; i++) {
      offsets[i] = (first + i) * step;
    }
    Arrays.fill(offsets, count, count + ProductKernels.ROW_SLACK, offsets[count - 1]);
    return new GatheredRows(values, offsets, 1, length, 0);
  }
}
