package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.GatheredRows;
import io.github.facenet4j.tensor.cpu.ProductKernels;
import io.github.facenet4j.tensor.cpu.StridedMatrix;
import jdk.incubator.vector.FloatVector;

/**
 * Products in register tiles over {@link RightPanels}. The left operand is read where it lies by
 * {@link #multiply}; {@link #multiplyTransposed} reads a copy, see {@link TransposedPanel}.
 */
final class VectorProducts implements ProductKernels {
  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  /**
   * Steps along k between two visits to the sums. A tile's part of a panel is 256 KB then, a
   * quarter of a usual L2, and comes from there for each tile either way: not even the 64 KB of 256
   * steps would stay in L1. What the visits cost shows: 24 vectors loaded and stored, most of them
   * across two cache lines.
   */
  private static final int K_BLOCK = 1024;

  private final ThreadLocal<Own> ofThread = ThreadLocal.withInitial(Own::new);

  /** Working arrays of one thread. */
  private static final class Own {
    final TransposedPanel left = new TransposedPanel();
    float[] right = new float[0];

    float[] right(int length) {
      if (right.length < length) {
        right = new float[length];
      }
      return right;
    }
  }

  @Override
  public int columnMultiple() {
    return LANES;
  }

  @Override
  public int rowBlock() {
    return 192;
  }

  @Override
  public int rowUnit() {
    return 24; // whole tiles of 6 and of 8 rows
  }

  @Override
  public boolean fitsInPlace(int rows, int n) {
    return rows % rowUnit() == 0 && n % LANES == 0;
  }

  @Override
  public int sumBlock() {
    return TransposedPanel.STEPS;
  }

  @Override
  public boolean prefersRows() {
    return true;
  }

  @Override
  public int packedLength(int k, int n) {
    return Math.multiplyExact(k, RightPanels.steps(n));
  }

  @Override
  public void pack(
      StridedMatrix source, int from, int to, int k, int n, float[] packed, int packedOffset) {
    RightPanels.pack(source, from, to, k, n, packed, packedOffset);
  }

  @Override
  public int unpackedRows() {
    return 96; // above that, keeping the packed form pays
  }

  @Override
  public void multiply(
      GatheredRows a,
      int first,
      int rows,
      float[] packed,
      int packedOffset,
      int n,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int ldc) {
    int total = a.length();
    int depth = depth(a.runLength());
    int length;
    for (int k = 0; k < total; k += length) {
      length = Math.min(depth, a.runLength() - k % a.runLength());
      float[] start = k == 0 ? bias : c;
      int so = k == 0 ? biasOffset : cOffset;
      int lds = k == 0 ? 0 : ldc;
      block(
          a,
          first,
          rows,
          k,
          length,
          packed,
          packedOffset,
          k,
          total,
          n,
          start,
          so,
          lds,
          c,
          cOffset,
          ldc);
    }
  }

  /** Packs a block of the right operand at a time, for this call alone. */
  @Override
  public void multiplyUnpacked(
      GatheredRows a,
      int first,
      int rows,
      StridedMatrix b,
      int n,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int ldc) {
    int depth = depth(a.runLength());
    float[] right = ofThread.get().right(packedLength(depth, n));
    int length;
    for (int k = 0; k < a.length(); k += length) {
      length = Math.min(depth, a.runLength() - k % a.runLength());
      float[] start = k == 0 ? bias : c;
      int so = k == 0 ? biasOffset : cOffset;
      int lds = k == 0 ? 0 : ldc;
      int offset = b.offset() + k * b.rowStride();
      StridedMatrix part = new StridedMatrix(b.values(), offset, b.rowStride(), b.columnStride());
      RightPanels.pack(part, 0, length, length, n, right, 0);
      block(a, first, rows, k, length, right, 0, 0, length, n, start, so, lds, c, cOffset, ldc);
    }
  }

  /** Steps of a block: a run is cut into blocks of equal length. */
  private static int depth(int runLength) {
    int blocks = (runLength + K_BLOCK - 1) / K_BLOCK;
    return (runLength + blocks - 1) / blocks;
  }

  /**
   * Adds steps {@code k … k+length−1} of the sums, which lie in one run; they are rows bk … of the
   * packed operand, which has {@code depth} rows in all.
   */
  private static void block(
      GatheredRows a,
      int first,
      int rows,
      int k,
      int length,
      float[] b,
      int bo,
      int bk,
      int depth,
      int n,
      float[] start,
      int so,
      int lds,
      float[] c,
      int co,
      int ldc) {
    int shift = k / a.runLength() * a.runStride() + k % a.runLength();
    int panel = bo;
    int vectors;
    for (int column = 0; column < n; column += vectors * LANES) {
      vectors = RightPanels.vectors(n - column);
      int step = RightPanels.step(vectors);
      int from = so + column;
      int at = panel + bk * step;
      tiles(a, first, rows, shift, length, b, at, vectors, start, from, lds, c, co + column, ldc);
      panel += depth * step;
    }
  }

  private static void tiles(
      GatheredRows a,
      int first,
      int rows,
      int shift,
      int length,
      float[] b,
      int bo,
      int vectors,
      float[] start,
      int so,
      int lds,
      float[] c,
      int co,
      int ldc) {
    float[] x = a.values();
    int[] at = a.offsets();
    int step = vectors == 3 || vectors == 1 ? 8 : 6;
    for (int i = 0; i < rows; i += step) {
      int row = first + i;
      int s = so + i * lds;
      int t = co + i * ldc;
      switch (vectors) {
        case 4 -> RowTiles.sixByFour(x, at, row, shift, length, b, bo, start, s, lds, c, t, ldc);
        case 3 -> RowTiles.eightByThree(x, at, row, shift, length, b, bo, start, s, lds, c, t, ldc);
        case 2 ->
            NarrowRowTiles.sixByTwo(x, at, row, shift, length, b, bo, start, s, lds, c, t, ldc);
        default ->
            NarrowRowTiles.eightByOne(x, at, row, shift, length, b, bo, start, s, lds, c, t, ldc);
      }
    }
  }

  @Override
  public void multiplyTransposed(
      float[] a,
      int[] offsets,
      int count,
      int base,
      int m,
      float[] packed,
      int packedOffset,
      int n,
      float[] c,
      int cOffset,
      int ldc) {
    TransposedPanel left = ofThread.get().left;
    for (int p = 0; p < count; p += TransposedPanel.STEPS) {
      int steps = Math.min(TransposedPanel.STEPS, count - p);
      for (int row = 0; row < m; row += TransposedPanel.ROWS) {
        int rows = Math.min(TransposedPanel.ROWS, m - row);
        left.copy(a, offsets, p, steps, base + row, rows);
        int panel = packedOffset;
        int vectors;
        for (int column = 0; column < n; column += vectors * LANES) {
          vectors = RightPanels.vectors(n - column);
          int step = RightPanels.step(vectors);
          int to = cOffset + row * ldc + column;
          transposedTiles(
              left.values(), rows, steps, packed, panel + p * step, vectors, c, to, ldc);
          panel += count * step;
        }
      }
    }
  }

  private static void transposedTiles(
      float[] a, int rows, int steps, float[] b, int bo, int vectors, float[] c, int co, int ldc) {
    int step = vectors == 3 || vectors == 1 ? 8 : 6;
    for (int i = 0; i < rows; i += step) {
      int to = co + i * ldc;
      switch (vectors) {
        case 4 -> ColumnTiles.sixByFour(a, i, steps, b, bo, c, to, ldc);
        case 3 -> ColumnTiles.eightByThree(a, i, steps, b, bo, c, to, ldc);
        case 2 -> NarrowColumnTiles.sixByTwo(a, i, steps, b, bo, c, to, ldc);
        default -> NarrowColumnTiles.eightByOne(a, i, steps, b, bo, c, to, ldc);
      }
    }
  }
}
