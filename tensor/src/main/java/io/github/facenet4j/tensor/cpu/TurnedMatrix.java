package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.GemmSpec;

/**
 * A copy of the left operand of {@code Aᵀ·B} by rows of Aᵀ, for {@link RowProduct}.
 *
 * <p>{@link TransposedProduct} copies A again for every group of columns and adds to its sums block
 * by block; one copy of the whole is less work where there are many columns.
 */
final class TurnedMatrix {
  /** Below so many columns the copy costs more than it saves. */
  private static final int LEAST_COLUMNS = 512;

  /** Below so many rows of C packing B for them costs as much. */
  private static final int LEAST_ROWS = 128;

  /** Floats of A up to which there is a copy. */
  private static final int MOST_VALUES = 1 << 22;

  /** Rows of Aᵀ that a task writes side by side: a cache line of A. */
  private static final int STRIP = 16;

  /** Rows of A that are read side by side: a line of each stays in a set of the first cache. */
  private static final int STEPS = 8;

  private TurnedMatrix() {}

  /** Whether Aᵀ·B is faster with a copy of A. */
  static boolean pays(ProductKernels kernels, GemmSpec spec) {
    return kernels.prefersRows()
        && spec.m() >= LEAST_ROWS
        && spec.n() >= LEAST_COLUMNS
        && (long) spec.m() * spec.k() <= MOST_VALUES;
  }

  /** Aᵀ by rows, in the calling thread's scratch. */
  static RowSource of(CpuContext context, GemmSpec spec, float[] a) {
    int rows = spec.m();
    int length = spec.k();
    // An odd number of cache lines, more than a row has: rows then lie in different cache sets.
    int step = (length / (2 * STRIP) * 2 + 3) * STRIP;
    float[] turned = context.pool().scratch().floats(Use.TURNED, rows * step);
    context
        .pool()
        .run(
            (rows + STRIP - 1) / STRIP,
            strip -> {
              int first = strip * STRIP;
              turn(a, first, rows, length, Math.min(STRIP, rows - first), turned, step);
            });
    return new MatrixRows(turned, rows, length, step);
  }

  private static void turn(
      float[] a, int first, int rows, int length, int count, float[] turned, int step) {
    int k = 0;
    for (; k + STEPS <= length; k += STEPS) {
      turnEight(a, k * rows + first, rows, count, turned, first * step + k, step);
    }
    for (; k < length; k++) {
      for (int i = 0; i < count; i++) {
        turned[(first + i) * step + k] = a[k * rows + first + i];
      }
    }
  }

  private static void turnEight(
      float[] a, int from, int row, int count, float[] to, int at, int step) {
    int from2 = from + 2 * row;
    int from4 = from + 4 * row;
    int from6 = from + 6 * row;
    for (int i = 0; i < count; i++) {
      to[at] = a[from + i];
      to[at + 1] = a[from + row + i];
      to[at + 2] = a[from2 + i];
      to[at + 3] = a[from2 + row + i];
      to[at + 4] = a[from4 + i];
      to[at + 5] = a[from4 + row + i];
      to[at + 6] = a[from6 + i];
      to[at + 7] = a[from6 + row + i];
      at += step;
    }
  }
}
