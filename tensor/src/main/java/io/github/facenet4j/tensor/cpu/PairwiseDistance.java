package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/**
 * Squared distances in the Gram form, D[i,j] = |xᵢ|² + |xⱼ|² − 2·xᵢ·xⱼ, clamped at 0.
 *
 * <p>The products of the upper triangle are computed in register tiles and mirrored, so D is
 * symmetric bit for bit.
 */
final class PairwiseDistance {
  /** Rows and columns of a block: its products, its operand and its part of D fit in L2. */
  private static final int BLOCK = 192;

  /** Columns that are mirrored together. */
  private static final int TOGETHER = 8;

  private final CpuContext context;
  private final int batch;
  private final int embedding;
  private final float[] x;
  private final float[] distances;

  PairwiseDistance(CpuContext context, int batch, int embedding, float[] x, float[] distances) {
    this.context = context;
    this.batch = batch;
    this.embedding = embedding;
    this.x = x;
    this.distances = distances;
  }

  void run() {
    ProductKernels products = context.kernels().products();
    int blocks = (batch + BLOCK - 1) / BLOCK;
    Scratch shared = context.pool().scratch();
    float[] squares = shared.floats(Use.CHANNELS_A, batch + CpuStorage.SLACK);
    int panel = products.packedLength(embedding, BLOCK);
    float[] packed = shared.floats(Use.PACKED_SHARED, Math.multiplyExact(blocks, panel));
    MetricKernels kernels = context.kernels().metric();
    context
        .pool()
        .run(
            blocks,
            block -> {
              int first = block * BLOCK;
              int n = Math.min(BLOCK, batch - first);
              StridedMatrix transposed = new StridedMatrix(x, first * embedding, 1, embedding);
              products.pack(transposed, 0, embedding, embedding, n, packed, block * panel);
              for (int i = first; i < first + n; i++) {
                squares[i] = kernels.dot(x, i * embedding, x, i * embedding, embedding);
              }
            });
    context
        .pool()
        .run(
            blocks * (blocks + 1) / 2,
            task -> {
              int column = 0;
              int row = task;
              while (row > column) {
                row -= ++column;
              }
              block(row * BLOCK, column * BLOCK, packed, column * panel, squares);
            });
  }

  /** One block on or above the diagonal, and its mirror image. */
  private void block(int row, int column, float[] packed, int packedOffset, float[] squares) {
    ProductKernels products = context.kernels().products();
    MetricKernels kernels = context.kernels().metric();
    Scratch scratch = context.pool().scratch();
    int rows = Math.min(BLOCK, batch - row);
    int n = Math.min(BLOCK, batch - column);
    int ldc = products.paddedColumns(n);
    float[] dots = scratch.floats(Use.SUMS, (rows + ProductKernels.ROW_SLACK) * ldc);
    GatheredRows left = new MatrixRows(x, batch, embedding).block(scratch, row, rows);
    float[] zeros = scratch.floats(Use.ROW_A, ldc);
    Arrays.fill(zeros, 0, ldc, 0f);
    products.multiply(left, 0, rows, packed, packedOffset, n, zeros, 0, dots, 0, ldc);
    for (int i = 0; i < rows; i++) {
      int at = (row + i) * batch + column;
      kernels.distances(dots, i * ldc, squares[row + i], squares, column, distances, at, n);
    }
    mirror(row, column, rows, n);
  }

  private void mirror(int row, int column, int rows, int n) {
    if (row == column) {
      mirrorOnDiagonal(row, n);
      return;
    }
    int j = 0;
    for (; j + TOGETHER <= n; j += TOGETHER) {
      int from = row * batch + column + j;
      mirrorEight(distances, from, batch, rows, (column + j) * batch + row);
    }
    for (; j < n; j++) {
      int target = (column + j) * batch + row;
      for (int i = 0; i < rows; i++) {
        distances[target + i] = distances[(row + i) * batch + column + j];
      }
    }
  }

  private void mirrorOnDiagonal(int first, int n) {
    for (int j = 0; j < n; j++) {
      int target = (first + j) * batch + first;
      for (int i = 0; i < j; i++) {
        distances[target + i] = distances[(first + i) * batch + first + j];
      }
      distances[target + j] = 0f;
    }
  }

  /**
   * Eight columns at a time use half of each line that is read, and write eight rows in a stream.
   */
  private static void mirrorEight(float[] d, int from, int pitch, int rows, int target) {
    int t1 = target + pitch;
    int t2 = t1 + pitch;
    int t3 = t2 + pitch;
    int t4 = t3 + pitch;
    int t5 = t4 + pitch;
    int t6 = t5 + pitch;
    int t7 = t6 + pitch;
    int at = from;
    for (int i = 0; i < rows; i++) {
      d[target + i] = d[at];
      d[t1 + i] = d[at + 1];
      d[t2 + i] = d[at + 2];
      d[t3 + i] = d[at + 3];
      d[t4 + i] = d[at + 4];
      d[t5 + i] = d[at + 5];
      d[t6 + i] = d[at + 6];
      d[t7 + i] = d[at + 7];
      at += pitch;
    }
  }
}
