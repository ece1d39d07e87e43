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

  /** Panels are as wide as four vectors, but never leave a single vector over if that can be. */
  private static int panelVectors(int vectorsLeft) {
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
      Arrays.fill(packed, target + used, target + width, 0f);
      from += source.rowStride();
      target += width;
    }
  }

  private static void transposePanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    float[] values = source.values();
    for (int block = 0; block < rows; block += TRANSPOSE_BLOCK) {
      int end = Math.min(rows, block + TRANSPOSE_BLOCK);
      for (int j = 0; j < used; j++) {
        int from = source.offset() + (column + j) * source.columnStride();
        for (int row = block; row < end; row++) {
          packed[target + row * width + j] = values[from + row * source.rowStride()];
        }
      }
      for (int row = block; row < end; row++) {
        int end0 = target + row * width;
        Arrays.fill(packed, end0 + used, end0 + width, 0f);
      }
    }
  }

  @Override
  public void multiply(
      GatheredRows a,
      int first,
      int rows,
      float[] packed,
      int packedOffset,
      int n,
      float[] c,
      int ldc) {
    Arrays.fill(c, 0, (rows + ROW_SLACK) * ldc, 0f);
    int width;
    for (int column = 0; column < n; column += width) {
      width = panelVectors(paddedColumns(n - column) / LANES) * LANES;
      int panel = packedOffset + column * a.length();
      for (int run = 0; run < a.runs(); run++) {
        for (int start = 0; start < a.runLength(); start += K_BLOCK) {
          int length = Math.min(K_BLOCK, a.runLength() - start);
          int shift = run * a.runStride() + start;
          int block = panel + (run * a.runLength() + start) * width;
          rowTiles(a, first, rows, shift, length, packed, block, width / LANES, c, column, ldc);
        }
      }
    }
  }

  private static void rowTiles(
      GatheredRows a,
      int first,
      int rows,
      int shift,
      int length,
      float[] b,
      int bo,
      int vectors,
      float[] c,
      int co,
      int ldc) {
    float[] values = a.values();
    int[] offsets = a.offsets();
    switch (vectors) {
      case 4 -> {
        for (int i = 0; i < rows; i += 6) {
          RowTiles.sixByFour(
              values, offsets, first + i, shift, length, b, bo, c, co + i * ldc, ldc);
        }
      }
      case 3 -> {
        for (int i = 0; i < rows; i += 8) {
          RowTiles.eightByThree(
              values, offsets, first + i, shift, length, b, bo, c, co + i * ldc, ldc);
        }
      }
      case 2 -> {
        for (int i = 0; i < rows; i += 8) {
          RowTiles.eightByTwo(
              values, offsets, first + i, shift, length, b, bo, c, co + i * ldc, ldc);
        }
      }
      default -> {
        for (int i = 0; i < rows; i += 8) {
          RowTiles.eightByOne(
              values, offsets, first + i, shift, length, b, bo, c, co + i * ldc, ldc);
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
          for (int i = 0; i < m; i += 8) {
            ColumnTiles.eightByTwo(a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
        default -> {
          for (int i = 0; i < m; i += 8) {
            ColumnTiles.eightByOne(a, offsets, count, base + i, packed, bo, c, co + i * ldc, ldc);
          }
        }
      }
    }
  }
}
