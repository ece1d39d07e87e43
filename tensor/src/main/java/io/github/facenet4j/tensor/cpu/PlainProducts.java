package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.PlainRows.DEPTH;
import static io.github.facenet4j.tensor.cpu.PlainRows.FIRST;

import java.util.Arrays;

/**
 * Products in plain loops, see {@link PlainRows}.
 *
 * <p>The inner loop wants to be long: it runs along the rows of the block where there are more rows
 * than columns (a convolution: along the pixels), else along the columns. The packed right operand
 * is the matrix itself, row-major.
 */
final class PlainProducts implements ProductKernels {
  /** Rows of a block whose loops run along its rows: the sums of {@link #MOST_SUMS} lie in L2. */
  private static final int LENGTH = 768;

  /** Columns of a block whose loops run along its columns: the sums of all its rows lie in L2. */
  private static final int WIDTH = 512;

  /** A product of fewer rows is not cut for loops along its rows: the ends of the loop count. */
  private static final int LEAST_LENGTH = 512;

  /** Columns up to which loops run along the rows of a long product. */
  private static final int MOST_SUMS = 192;

  /** Rows of a block along columns at least: as often is a row of B used that was copied. */
  private static final int LEAST_ROWS = 64;

  /** Rows of a block along columns at most: their sums lie in L2. */
  private static final int MOST_ROWS = 128;

  /** Gathered rows that one task adds. */
  private static final int SUM_BLOCK = 512;

  private final ThreadLocal<PlainRows> rowsOfThread = ThreadLocal.withInitial(PlainRows::new);

  @Override
  public int columnMultiple() {
    return 1;
  }

  @Override
  public int rowBlock() {
    return LENGTH;
  }

  /** An even number of blocks, for an even share. */
  @Override
  public int blockRows(int rows, int n, int wanted) {
    boolean alongRows = rows >= LEAST_LENGTH && n <= MOST_SUMS;
    int blocks =
        alongRows
            ? (rows + LENGTH - 1) / LENGTH
            : Math.max((rows + MOST_ROWS - 1) / MOST_ROWS, Math.min(rows / LEAST_ROWS, wanted));
    if (wanted > 1 && (alongRows || blocks > 1)) {
      blocks = (blocks + 1) / 2 * 2;
    }
    return (rows + blocks - 1) / blocks;
  }

  @Override
  public int groupColumns(int n) {
    return ProductKernels.groupColumns(n, WIDTH / COLUMN_UNIT);
  }

  @Override
  public int unpackedColumns(int rows, int n) {
    return rows < 2 * LEAST_ROWS ? ProductKernels.groupColumns(n, 2) : groupColumns(n);
  }

  @Override
  public int sumBlock() {
    return SUM_BLOCK;
  }

  @Override
  public boolean prefersRows() {
    return false;
  }

  @Override
  public void pack(
      StridedMatrix source, int from, int to, int k, int n, float[] packed, int packedOffset) {
    if (source.columnStride() != 1) {
      source.copy(to - from, n, packed, packedOffset + from * n, n);
      return;
    }
    for (int row = from; row < to; row++) {
      int start = source.offset() + (row - from) * source.rowStride();
      System.arraycopy(source.values(), start, packed, packedOffset + row * n, n);
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
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int ldc) {
    StridedMatrix b = new StridedMatrix(packed, packedOffset, n, 1);
    multiplyUnpacked(a, first, rows, b, n, bias, biasOffset, c, cOffset, ldc);
  }

  /** Always: what is packed would have to be copied to rows of their own all the same. */
  @Override
  public int unpackedRows() {
    return Integer.MAX_VALUE;
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
    PlainRows own = rowsOfThread.get();
    boolean alongRows = rows >= n && n <= MOST_SUMS;
    int length = alongRows ? rows : n;
    int groups = alongRows ? n : rows;
    own.prepare(groups, length);
    for (int g = 0; g < groups; g++) {
      if (alongRows) {
        Arrays.fill(own.sum(g), FIRST, FIRST + length, bias[biasOffset + g]);
      } else {
        System.arraycopy(bias, biasOffset, own.sum(g), FIRST, length);
      }
    }
    for (int from = 0; from < a.length(); from += DEPTH) {
      int depth = Math.min(DEPTH, a.length() - from);
      StridedMatrix part = b.from(from, 0);
      if (alongRows) {
        gatherColumns(a, first, rows, from, depth, own);
        scalars(part, n, depth, own);
      } else {
        terms(part, n, depth, own);
        gatherRows(a, first, rows, from, depth, own);
      }
      own.accumulate(groups, depth, length);
    }
    store(own, alongRows, groups, length, c, cOffset, ldc);
  }

  private static void store(
      PlainRows own, boolean alongRows, int groups, int length, float[] c, int cOffset, int ldc) {
    if (alongRows) {
      PlainColumns.store(own::sum, groups, length, c, cOffset, ldc);
      return;
    }
    for (int g = 0; g < groups; g++) {
      System.arraycopy(own.sum(g), FIRST, c, cOffset + g * ldc, length);
    }
  }

  private static void terms(StridedMatrix b, int n, int depth, PlainRows own) {
    for (int k = 0; k < depth; k++) {
      System.arraycopy(b.values(), b.offset() + k * b.rowStride(), own.term(k), FIRST, n);
    }
  }

  private static void scalars(StridedMatrix b, int n, int depth, PlainRows own) {
    float[] scalars = own.scalars();
    float[] values = b.values();
    for (int k = 0; k < depth; k++) {
      int from = b.offset() + k * b.rowStride();
      for (int j = 0; j < n; j++) {
        scalars[j * DEPTH + k] = values[from + j];
      }
    }
  }

  /** Scalar (i, k) = value from+k of row first+i. */
  private static void gatherRows(
      GatheredRows a, int first, int rows, int from, int depth, PlainRows own) {
    int part;
    for (int k = 0; k < depth; k += part) {
      int within = (from + k) % a.runLength();
      int shift = (from + k) / a.runLength() * a.runStride() + within;
      part = Math.min(depth - k, a.runLength() - within);
      for (int i = 0; i < rows; i++) {
        int at = a.offsets()[first + i] + shift;
        System.arraycopy(a.values(), at, own.scalars(), i * DEPTH + k, part);
      }
    }
  }

  /** Term k = value from+k of the rows from first on. */
  private static void gatherColumns(
      GatheredRows a, int first, int rows, int from, int depth, PlainRows own) {
    int part;
    for (int k = 0; k < depth; k += part) {
      int within = (from + k) % a.runLength();
      int shift = (from + k) / a.runLength() * a.runStride() + within;
      part = Math.min(depth - k, a.runLength() - within);
      PlainColumns.gather(a.values(), a.offsets(), first, rows, shift, own::term, k, k + part);
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
    PlainRows own = rowsOfThread.get();
    boolean alongRows = m >= n;
    int length = alongRows ? m : n;
    int groups = alongRows ? n : m;
    own.prepare(groups, length);
    if (alongRows) {
      PlainColumns.load(c, cOffset, ldc, m, n, own::sum);
    } else {
      for (int i = 0; i < m; i++) {
        System.arraycopy(c, cOffset + i * ldc, own.sum(i), FIRST, n);
      }
    }
    for (int start = 0; start < count; start += DEPTH) {
      int depth = Math.min(DEPTH, count - start);
      if (alongRows) {
        for (int p = 0; p < depth; p++) {
          System.arraycopy(a, offsets[start + p] + base, own.term(p), FIRST, m);
        }
        scalars(new StridedMatrix(packed, packedOffset + start * n, n, 1), n, depth, own);
      } else {
        terms(new StridedMatrix(packed, packedOffset + start * n, n, 1), n, depth, own);
        for (int p = 0; p < depth; p++) {
          int at = offsets[start + p] + base;
          for (int i = 0; i < m; i++) {
            own.scalars()[i * DEPTH + p] = a[at + i];
          }
        }
      }
      own.accumulate(groups, depth, length);
    }
    store(own, alongRows, groups, length, c, cOffset, ldc);
  }
}
