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
    boolean onDiagonal = row == column;
    for (int j = 0; j < n; j++) {
      int target = (column + j) * batch + row;
      int end = onDiagonal ? j : rows;
      for (int i = 0; i < end; i++) {
        distances[target + i] = distances[(row + i) * batch + column + j];
      }
      if (onDiagonal) {
        distances[target + j] = 0f;
      }
    }
  }
}
