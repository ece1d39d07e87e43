package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.GatheredRows;
import io.github.facenet4j.tensor.cpu.ProductKernels;
import io.github.facenet4j.tensor.cpu.StridedMatrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products in register tiles. The right operand is packed in panels of one to four vectors, each
 * panel [k][width]: a tile then reads it in one stream.
 */
final class VectorProducts implements ProductKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /**
   * Steps along k between two visits to the sums: a panel block of 64 KB stays in L2, half in L1.
   */
  private static final int K_BLOCK = 256;

  /** Columns of the transposing copy in {@link #pack}: one cache line of each source row. */
  private static final int TRANSPOSE_BLOCK = 16;

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
  public int sumBlock() {
    return 256;
  }

  /**
   * Widest panel. Processors with vectors of eight floats (AVX2) have 16 registers: six rows of two
   * sums, the two vectors of the panel and the broadcast take 15 of them.
   */
  private static final int WIDEST = LANES == 8 ? 2 : 4;

  /** Panels are as wide as four vectors, but never leave a single vector over if that can be. */
  private static int panelVectors(int vectorsLeft) {
    if (WIDEST == 2) {
      return Math.min(vectorsLeft, WIDEST);
    }
    boolean fours = vectorsLeft % 4 == 0 || vectorsLeft % 4 == 3;
    return fours || vectorsLeft < 4 ? Math.min(vectorsLeft, 4) : 3;
  }

  @Override
  public void pack(
      StridedMatrix source, int from, int to, int k, int n, float[] packed, int packedOffset) {
    int width;
    for (int column = 0; column < n; column += width) {
      width = panelVectors(paddedColumns(n - column) / LANES) * LANES;
      int used = Math.min(width, n - column);
      int target = packedOffset + column * k + from * width;
      if (source.columnStride() == 1) {
        copyPanel(source, column, used, to - from, width, packed, target);
      } else {
        transposePanel(source, column, used, to - from, width, packed, target);
      }
    }
  }

  private static void copyPanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    int from = source.offset() + column;
    int whole = used / LANES * LANES;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(SPECIES, source.values(), from + j).intoArray(packed, target + j);
      }
      for (int j = whole; j < used; j++) {
        packed[target + j] = source.values()[from + j];
      }
      if (used < width) {
        Arrays.fill(packed, target + used, target + width, 0f);
      }
      from += source.rowStride();
      target += width;
    }
  }

  private static void transposePanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    float[] values = source.values();
    int step = source.rowStride();
    for (int block = 0; block < rows; block += TRANSPOSE_BLOCK) {
      int count = Math.min(TRANSPOSE_BLOCK, rows - block);
      int to = target + block * width;
      int from = source.offset() + column * source.columnStride() + block * step;
      int j = 0;
      for (; j + 4 <= used; j += 4) {
        transposeFour(values, from, source.columnStride(), step, count, packed, to + j, width);
        from += 4 * source.columnStride();
      }
      for (; j < used; j++) {
        for (int row = 0; row < count; row++) {
          packed[to + row * width + j] = values[from + row * step];
        }
        from += source.columnStride();
      }
      for (int row = 0; row < count && used < width; row++) {
        Arrays.fill(packed, to + row * width + used, to + (row + 1) * width, 0f);
      }
    }
  }

  private static void transposeFour(
      float[] values, int from, int columnStride, int step, int count, float[] to, int at, int ld) {
    int from1 = from + columnStride;
    int from2 = from1 + columnStride;
    int from3 = from2 + columnStride;
    for (int row = 0; row < count; row++) {
      to[at] = values[from];
      to[at + 1] = values[from1];
      to[at + 2] = values[from2];
      to[at + 3] = values[from3];
      at += ld;
      from += step;
      from1 += step;
      from2 += step;
      from3 += step;
    }
  }

  @Override
  public int unpackedRows() {
    return 96; // sixteen tiles read the panel; above that packing it pays
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
    int width;
    for (int column = 0; column < n; column += width) {
      width = panelVectors(paddedColumns(n - column) / LANES) * LANES;
      int panel = packedOffset + column * a.length();
      int start = biasOffset + column;
      panel(
          a,
          first,
          rows,
          packed,
          panel,
          width,
          width / LANES,
          bias,
          start,
          c,
          cOffset + column,
          ldc);
    }
  }

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
    int width;
    for (int column = 0; column < n; column += width) {
      width = panelVectors(paddedColumns(n - column) / LANES) * LANES;
      int start = biasOffset + column;
      int panel = b.offset() + column;
      int ldb = b.rowStride();
      panel(
          a,
          first,
          rows,
          b.values(),
          panel,
          ldb,
          width / LANES,
          bias,
          start,
          c,
          cOffset + column,
          ldc);
    }
  }

  /** One panel of columns of a product; row k of B is at bo + k·ldb, row i of C at co + i·ldc. */
  private static void panel(
      GatheredRows a,
      int first,
      int rows,
      float[] b,
      int bo,
      int ldb,
      int vectors,
      float[] bias,
      int biasOffset,
      float[] c,
      int co,
      int ldc) {
    for (int run = 0; run < a.runs(); run++) {
      for (int start = 0; start < a.runLength(); start += K_BLOCK) {
        int length = Math.min(K_BLOCK, a.runLength() - start);
        int shift = run * a.runStride() + start;
        int block = bo + (run * a.runLength() + start) * ldb;
        boolean isFirst = run == 0 && start == 0;
        float[] from = isFirst ? bias : c;
        int fo = isFirst ? biasOffset : co;
        int ldf = isFirst ? 0 : ldc;
        tiles(a, first, rows, shift, length, b, block, ldb, vectors, from, fo, ldf, c, co, ldc);
      }
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
      int ldb,
      int vectors,
      float[] from,
      int fo,
      int ldf,
      float[] c,
      int co,
      int ldc) {
    float[] x = a.values();
    int[] at = a.offsets();
    switch (vectors) {
      case 4 -> {
        for (int i = 0; i < rows; i += 6) {
          int f = fo + i * ldf;
          int t = co + i * ldc;
          RowTiles.sixByFour(x, at, first + i, shift, length, b, bo, ldb, from, f, ldf, c, t, ldc);
        }
      }
      case 3 -> {
        for (int i = 0; i < rows; i += 8) {
          int f = fo + i * ldf;
          int t = co + i * ldc;
          RowTiles.eightByThree(
              x, at, first + i, shift, length, b, bo, ldb, from, f, ldf, c, t, ldc);
        }
      }
      case 2 -> {
        for (int i = 0; i < rows; i += 6) {
          int f = fo + i * ldf;
          int t = co + i * ldc;
          NarrowRowTiles.sixByTwo(
              x, at, first + i, shift, length, b, bo, ldb, from, f, ldf, c, t, ldc);
        }
      }
      default -> {
        for (int i = 0; i < rows; i += 8) {
          int f = fo + i * ldf;
          int t = co + i * ldc;
          NarrowRowTiles.eightByOne(
              x, at, first + i, shift, length, b, bo, ldb, from, f, ldf, c, t, ldc);
        }
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
    int width;
    for (int column = 0; column < n; column += width) {
      width = panelVectors(paddedColumns(n - column) / LANES) * LANES;
      int bo = packedOffset + column * count;
      int co = cOffset + column;
      switch (width / LANES) {
        case 4 -> {
          for (int i = 0; i < m; i += 6) {
            ColumnTiles.sixByFour(a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
        case 3 -> {
          for (int i = 0; i < m; i += 8) {
            ColumnTiles.eightByThree(a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
        case 2 -> {
          for (int i = 0; i < m; i += 6) {
            NarrowColumnTiles.sixByTwo(
                a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
        default -> {
          for (int i = 0; i < m; i += 8) {
            NarrowColumnTiles.eightByOne(
                a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
      }
    }
  }
}
