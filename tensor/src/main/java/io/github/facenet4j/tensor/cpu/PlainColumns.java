package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.PlainRows.FIRST;

import java.util.function.IntFunction;

/**
 * Copies between the rows of a matrix and arrays that hold one column each, for loops that run
 * along the columns, see {@link PlainRows}.
 *
 * <p>Four columns at a time, for there are no more registers, and block by block of rows, so that a
 * cache line of the matrix is still in L1 when its next four values are wanted.
 */
final class PlainColumns {
  /** Rows of a block. */
  private static final int ROWS = 64;

  private PlainColumns() {}

  /**
   * Copies columns {@code from … to−1} out of rows that start anywhere.
   *
   * @param offsets row i starts at {@code offsets[first + i]}
   * @param shift added to the starts: where column {@code from} lies
   * @param columns column k goes to array k
   */
  static void gather(
      float[] values,
      int[] offsets,
      int first,
      int rows,
      int shift,
      IntFunction<float[]> columns,
      int from,
      int to) {
    for (int row = 0; row < rows; row += ROWS) {
      int end = Math.min(rows, row + ROWS);
      int k = from;
      for (; k + 4 <= to; k += 4) {
        gatherFour(values, offsets, first, row, end, shift + k - from, columns, k);
      }
      for (; k < to; k++) {
        float[] column = columns.apply(k);
        for (int i = row; i < end; i++) {
          column[FIRST + i] = values[offsets[first + i] + shift + k - from];
        }
      }
    }
  }

  private static void gatherFour(
      float[] values,
      int[] offsets,
      int first,
      int row,
      int end,
      int at,
      IntFunction<float[]> to,
      int k) {
    float[] b0 = to.apply(k);
    float[] b1 = to.apply(k + 1);
    float[] b2 = to.apply(k + 2);
    float[] b3 = to.apply(k + 3);
    for (int i = row; i < end; i++) {
      int start = offsets[first + i] + at;
      b0[FIRST + i] = values[start];
      b1[FIRST + i] = values[start + 1];
      b2[FIRST + i] = values[start + 2];
      b3[FIRST + i] = values[start + 3];
    }
  }

  /** Copies the first columns of a row-major matrix to the arrays. */
  static void load(
      float[] c, int offset, int ldc, int rows, int count, IntFunction<float[]> columns) {
    for (int row = 0; row < rows; row += ROWS) {
      int end = Math.min(rows, row + ROWS);
      for (int k = 0; k < count; k++) {
        float[] column = columns.apply(k);
        for (int i = row; i < end; i++) {
          column[FIRST + i] = c[offset + i * ldc + k];
        }
      }
    }
  }

  /** Copies the arrays to the first columns of a row-major matrix. */
  static void store(
      IntFunction<float[]> columns, int count, int rows, float[] c, int offset, int ldc) {
    for (int row = 0; row < rows; row += ROWS) {
      int end = Math.min(rows, row + ROWS);
      int k = 0;
      for (; k + 4 <= count; k += 4) {
        storeFour(columns, k, row, end, c, offset + k, ldc);
      }
      for (; k < count; k++) {
        float[] column = columns.apply(k);
        for (int i = row; i < end; i++) {
          c[offset + i * ldc + k] = column[FIRST + i];
        }
      }
    }
  }

  private static void storeFour(
      IntFunction<float[]> columns, int k, int row, int end, float[] c, int at, int ldc) {
    float[] c0 = columns.apply(k);
    float[] c1 = columns.apply(k + 1);
    float[] c2 = columns.apply(k + 2);
    float[] c3 = columns.apply(k + 3);
    for (int i = row; i < end; i++) {
      int start = at + i * ldc;
      c[start] = c0[FIRST + i];
      c[start + 1] = c1[FIRST + i];
      c[start + 2] = c2[FIRST + i];
      c[start + 3] = c3[FIRST + i];
    }
  }
}
