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
              int count = Math.min(STRIP, rows - first);
              new StridedMatrix(a, first, 1, rows).copy(count, length, turned, first * step, step);
            });
    return new MatrixRows(turned, rows, length, step);
  }
}
