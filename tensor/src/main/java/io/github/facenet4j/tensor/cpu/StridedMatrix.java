package io.github.facenet4j.tensor.cpu;

/**
 * The right operand of a product as it lies in memory: element (k, n) at {@code offset +
 * k·rowStride + n·columnStride}.
 *
 * @param values the array
 * @param offset element (0, 0)
 * @param rowStride distance from k to k+1
 * @param columnStride distance from n to n+1
 */
public record StridedMatrix(float[] values, int offset, int rowStride, int columnStride) {
  /** Rows of a block of a copy: a cache line of each column where columns lie apart. */
  private static final int BLOCK = 16;

  /** Columns that are copied at a time: their lines share a set of the first cache. */
  private static final int TOGETHER = 8;

  /** The part whose element (0, 0) is this matrix's element (row, column). */
  public StridedMatrix from(int row, int column) {
    int start = offset + row * rowStride + column * columnStride;
    return new StridedMatrix(values, start, rowStride, columnStride);
  }

  /** Copies the first rows and columns: element (k, n) to {@code at + k·step + n}. */
  public void copy(int rows, int columns, float[] to, int at, int step) {
    for (int block = 0; block < rows; block += BLOCK) {
      int count = Math.min(BLOCK, rows - block);
      int from = offset + block * rowStride;
      int target = at + block * step;
      int n = 0;
      for (; n + TOGETHER <= columns; n += TOGETHER) {
        copyEight(values, from, rowStride, columnStride, count, to, target + n, step);
        from += TOGETHER * columnStride;
      }
      for (; n < columns; n++) {
        for (int k = 0; k < count; k++) {
          to[target + k * step + n] = values[from + k * rowStride];
        }
        from += columnStride;
      }
    }
  }

  private static void copyEight(
      float[] values, int from, int rowStride, int column, int rows, float[] to, int at, int step) {
    int column2 = 2 * column;
    int column4 = 4 * column;
    int column6 = 6 * column;
    for (int k = 0; k < rows; k++) {
      int next = from + column;
      to[at] = values[from];
      to[at + 1] = values[next];
      to[at + 2] = values[from + column2];
      to[at + 3] = values[next + column2];
      to[at + 4] = values[from + column4];
      to[at + 5] = values[next + column4];
      to[at + 6] = values[from + column6];
      to[at + 7] = values[next + column6];
      at += step;
      from += rowStride;
    }
  }
}
