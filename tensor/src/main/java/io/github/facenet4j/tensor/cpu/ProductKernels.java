package io.github.facenet4j.tensor.cpu;

/**
 * The inner loops of matrix products and convolutions, on one thread and on one cache block.
 *
 * <p>The right operand is packed first, in a layout that is the implementation's own business. Sums
 * are written to a buffer of {@code ldc} columns, a multiple of {@link #columnMultiple()}; columns
 * from n on and up to {@link #ROW_SLACK} rows behind the last hold rubbish afterwards. Every sum is
 * taken in order of k.
 */
public interface ProductKernels {
  /** Rows that a tile may run over the end of a block. */
  int ROW_SLACK = 8;

  /** Columns of a group are a multiple of this, four vectors of 16 floats. */
  int COLUMN_UNIT = 64;

  /** Column units in a group at most: the sums of a block stay in L2. */
  int GROUP_UNITS = 3;

  /** Columns of sums and of packed operands are padded to a multiple of this. */
  int columnMultiple();

  /** The number of rows beyond which a block of {@link #multiply} gains no more speed. */
  int rowBlock();

  /** Blocks of {@link #multiply} have a multiple of this many rows, except for the last. */
  default int rowUnit() {
    return 1;
  }

  /**
   * Rows of the blocks into which {@link #multiply} had best cut a product.
   *
   * @param rows of the product
   * @param n columns of a block
   * @param wanted blocks that would keep all threads busy
   */
  default int blockRows(int rows, int n, int wanted) {
    int most = Math.min(rowBlock(), (rows + wanted - 1) / wanted);
    return (most + rowUnit() - 1) / rowUnit() * rowUnit();
  }

  /**
   * Whether {@link #multiply} had best put the sums of so many rows and columns where they belong
   * and touches nothing beside them.
   */
  default boolean fitsInPlace(int rows, int n) {
    return false;
  }

  /** Columns of a group when a product of n columns is shared out evenly, in whole units. */
  default int groupColumns(int n) {
    return groupColumns(n, GROUP_UNITS);
  }

  /** The same for {@link #multiplyUnpacked} of so many rows, where more than one task is wanted. */
  default int unpackedColumns(int rows, int n) {
    return groupColumns(n, 1);
  }

  /** Columns of a group of at most so many units of {@link #COLUMN_UNIT}. */
  static int groupColumns(int n, int mostUnits) {
    int units = (n + COLUMN_UNIT - 1) / COLUMN_UNIT;
    int groups = (units + mostUnits - 1) / mostUnits;
    return Math.min(n, (units + groups - 1) / groups * COLUMN_UNIT);
  }

  /** The number of gathered rows beyond which a block of {@link #multiplyTransposed} gains none. */
  int sumBlock();

  /**
   * Whether large products with a transposed left operand are faster by {@link #multiply} on a copy
   * of it than by {@link #multiplyTransposed}.
   */
  boolean prefersRows();

  /** Floats that a packed matrix [k, n] takes. */
  default int packedLength(int k, int n) {
    return Math.multiplyExact(k, paddedColumns(n));
  }

  /** n rounded up to {@link #columnMultiple()}. */
  default int paddedColumns(int n) {
    return (n + columnMultiple() - 1) / columnMultiple() * columnMultiple();
  }

  /**
   * Packs rows {@code from … to−1} of a matrix [k, n]; padding columns become zero.
   *
   * @param source its row 0 is the packed matrix's row {@code from}
   * @param packed receives them
   * @param packedOffset where the packed matrix starts
   */
  void pack(StridedMatrix source, int from, int to, int k, int n, float[] packed, int packedOffset);

  /**
   * {@code c[i, 0 … n−1] = bias + a[first+i] · B} for {@code rows} rows.
   *
   * @param bias {@link #paddedColumns} values from biasOffset on
   * @param c has {@code rows + ROW_SLACK} rows from cOffset on
   */
  void multiply(
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
      int ldc);

  /** The number of rows up to which {@link #multiplyUnpacked} is faster than packing first. */
  int unpackedRows();

  /**
   * The same as {@link #multiply} with a matrix whose columns are neighbours in memory; readable up
   * to {@link #columnMultiple()} values behind its end.
   */
  void multiplyUnpacked(
      GatheredRows a,
      int first,
      int rows,
      StridedMatrix b,
      int n,
      float[] bias,
      int biasOffset,
      float[] c,
      int cOffset,
      int ldc);

  /**
   * {@code c[i, j] += Σp a[offsets[p] + base + i] · B[p, j]}, p from 0 to count−1, i below m, j
   * below n: the product with a transposed left operand, as weight gradients need it.
   *
   * @param a readable up to {@link #columnMultiple()} values behind the last one used
   * @param c has {@code m + ROW_SLACK} rows from cOffset on
   */
  void multiplyTransposed(
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
      int ldc);
}
