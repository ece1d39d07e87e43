package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;

/**
 * {@code C = A·B} where A is a {@link RowSource}: matrix products with A as stored, convolution
 * forward and its data gradient.
 *
 * <p>B is packed once by all threads, then the threads share blocks of rows × groups of columns.
 * Every sum is taken by one task in order of k, so the cutting does not show in the result.
 */
final class RowProduct {
  /** Columns of a group are a multiple of this, four vectors of 16 floats. */
  private static final int COLUMN_UNIT = 64;

  /** Column units in a group at most: the sums of a block stay in L2. */
  private static final int GROUP_UNITS = 3;

  /** Multiply-adds that are worth a task. */
  private static final long TASK_WORK = 1L << 20;

  /** Tasks to aim for when the work allows, so that many cores have something to do. */
  private static final int TASKS = 32;

  /** Floats of B that are packed at a time. */
  private static final int PACK_LIMIT = 1 << 22;

  /** Rows of B that one packing task takes. */
  private static final int PACK_ROWS = 64;

  private final CpuContext context;
  private final RowSource a;
  private final PackSource b;
  private final RowStore store;
  private final int n;

  /** A product with n columns. */
  RowProduct(CpuContext context, RowSource a, PackSource b, int n, RowStore store) {
    this.context = context;
    this.a = a;
    this.b = b;
    this.n = n;
    this.store = store;
  }

  /** Columns of one group when n columns are shared out evenly in whole units. */
  static int groupColumns(int n) {
    int units = (n + COLUMN_UNIT - 1) / COLUMN_UNIT;
    int groups = (units + GROUP_UNITS - 1) / GROUP_UNITS;
    return Math.min(n, (units + groups - 1) / groups * COLUMN_UNIT);
  }

  void run() {
    int group = groupColumns(n);
    int k = a.length();
    int groupsAtATime = (int) Math.max(1, PACK_LIMIT / Math.max(1L, (long) k * group));
    int columnsAtATime = (int) Math.min(n, (long) groupsAtATime * group);
    for (int column = 0; column < n; column += columnsAtATime) {
      runColumns(column, Math.min(columnsAtATime, n - column), group);
    }
  }

  private void runColumns(int firstColumn, int columns, int group) {
    ProductKernels kernels = context.kernels().products();
    int k = a.length();
    int groups = (columns + group - 1) / group;
    float[] packed =
        context.pool().scratch().floats(Use.PACKED_SHARED, kernels.packedLength(k, columns));
    boolean small = (long) a.rows() * k * columns <= TASK_WORK;
    int packRows = small ? k : PACK_ROWS;
    int packBlocks = (k + packRows - 1) / packRows;
    context
        .pool()
        .run(
            small ? 1 : packBlocks,
            block -> {
              int to = Math.min(k, (block + 1) * packRows);
              for (int g = 0; g < groups; g++) {
                int column = g * group;
                int width = Math.min(group, columns - column);
                b.pack(
                    kernels,
                    block * packRows,
                    to,
                    0,
                    k,
                    firstColumn + column,
                    width,
                    packed,
                    column * k);
              }
            });
    int blockRows = blockRows(kernels, groups, columns);
    int blocks = (a.rows() + blockRows - 1) / blockRows;
    context
        .pool()
        .run(
            blocks * groups,
            task -> {
              int first = task % blocks * blockRows;
              int column = task / blocks * group;
              int rows = Math.min(blockRows, a.rows() - first);
              int width = Math.min(group, columns - column);
              multiply(first, rows, packed, column * k, firstColumn + column, width);
            });
  }

  private int blockRows(ProductKernels kernels, int groups, int columns) {
    int rows = a.rows();
    long work = (long) rows * a.length() * columns;
    long tasks = Math.max(1, Math.min(TASKS, work / TASK_WORK));
    int blocks = (int) ((tasks + groups - 1) / groups);
    int wanted = Math.min(kernels.rowBlock(), (rows + blocks - 1) / blocks);
    int unit = kernels.rowUnit();
    return (wanted + unit - 1) / unit * unit;
  }

  private void multiply(
      int first, int rows, float[] packed, int packedOffset, int column, int width) {
    ProductKernels kernels = context.kernels().products();
    Scratch scratch = context.pool().scratch();
    int ldc = kernels.paddedColumns(width);
    float[] sums = scratch.floats(Use.SUMS, (rows + ProductKernels.ROW_SLACK) * ldc);
    GatheredRows block = a.block(scratch, first, rows);
    float[] start = scratch.floats(Use.CHANNELS_A, ldc);
    store.startSums(column, width, start, ldc);
    kernels.multiply(block, 0, rows, packed, packedOffset, width, start, 0, sums, ldc);
    store.store(sums, 0, ldc, first, rows, column, width);
  }
}
