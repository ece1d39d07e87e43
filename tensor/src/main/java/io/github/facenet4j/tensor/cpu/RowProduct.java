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
    return groupColumns(n, GROUP_UNITS);
  }

  private static int groupColumns(int n, int mostUnits) {
    int units = (n + COLUMN_UNIT - 1) / COLUMN_UNIT;
    int groups = (units + mostUnits - 1) / mostUnits;
    return Math.min(n, (units + groups - 1) / groups * COLUMN_UNIT);
  }

  void run() {
    if (a.rows() <= context.kernels().products().unpackedRows() && b.rowMajor() != null) {
      runUnpacked(b.rowMajor());
      return;
    }
    int group = groupColumns(n);
    int k = a.length();
    int groupsAtATime = (int) Math.max(1, PACK_LIMIT / Math.max(1L, (long) k * group));
    int columnsAtATime = (int) Math.min(n, (long) groupsAtATime * group);
    for (int column = 0; column < n; column += columnsAtATime) {
      runPacked(column, Math.min(columnsAtATime, n - column), group);
    }
  }

  /** A product with few rows: tasks are narrow groups of columns, each reads its part of B once. */
  private void runUnpacked(StridedMatrix matrix) {
    ProductKernels kernels = context.kernels().products();
    int group = groupColumns(n, wantedTasks(n) > 1 ? 1 : GROUP_UNITS);
    int blockRows = blockRows((n + group - 1) / group, n);
    int blocks = (a.rows() + blockRows - 1) / blockRows;
    Block body =
        (left, rows, column, width, start, sums, ldc) ->
            kernels.multiplyUnpacked(
                left, 0, rows, matrix.from(0, column), width, start, 0, sums, ldc);
    context
        .pool()
        .run(
            blocks * ((n + group - 1) / group),
            task -> {
              int column = task / blocks * group;
              int width = Math.min(group, n - column);
              multiply(task % blocks * blockRows, blockRows, column, width, body);
            });
  }

  private void runPacked(int firstColumn, int columns, int group) {
    ProductKernels kernels = context.kernels().products();
    int k = a.length();
    int groups = (columns + group - 1) / group;
    float[] packed =
        context.pool().scratch().floats(Use.PACKED_SHARED, kernels.packedLength(k, columns));
    int packRows = wantedTasks(columns) > 1 ? PACK_ROWS : k;
    context
        .pool()
        .run(
            (k + packRows - 1) / packRows,
            block -> {
              int from = block * packRows;
              int to = Math.min(k, from + packRows);
              for (int column = 0; column < columns; column += group) {
                int width = Math.min(group, columns - column);
                int target = firstColumn + column;
                b.pack(kernels, from, to, 0, k, target, width, packed, column * k);
              }
            });
    int blockRows = blockRows(groups, columns);
    int blocks = (a.rows() + blockRows - 1) / blockRows;
    context
        .pool()
        .run(
            blocks * groups,
            task -> {
              int column = task / blocks * group;
              int width = Math.min(group, columns - column);
              Block body =
                  (left, rows, target, n, start, sums, ldc) ->
                      kernels.multiply(left, 0, rows, packed, column * k, n, start, 0, sums, ldc);
              multiply(task % blocks * blockRows, blockRows, firstColumn + column, width, body);
            });
  }

  private long wantedTasks(int columns) {
    long work = (long) a.rows() * a.length() * columns;
    return Math.max(1, Math.min(TASKS, work / TASK_WORK));
  }

  private int blockRows(int groups, int columns) {
    ProductKernels kernels = context.kernels().products();
    int blocks = (int) ((wantedTasks(columns) + groups - 1) / groups);
    int wanted = Math.min(kernels.rowBlock(), (a.rows() + blocks - 1) / blocks);
    int unit = kernels.rowUnit();
    return (wanted + unit - 1) / unit * unit;
  }

  /** The sums of one block, either way. */
  private interface Block {
    void multiply(
        GatheredRows left, int rows, int column, int n, float[] start, float[] sums, int ldc);
  }

  private void multiply(int first, int blockRows, int column, int width, Block body) {
    Scratch scratch = context.pool().scratch();
    int rows = Math.min(blockRows, a.rows() - first);
    int ldc = context.kernels().products().paddedColumns(width);
    float[] sums = scratch.floats(Use.SUMS, (rows + ProductKernels.ROW_SLACK) * ldc);
    float[] start = scratch.floats(Use.CHANNELS_A, ldc);
    store.startSums(column, width, start, ldc);
    GatheredRows left = a.block(scratch, first, rows);
    body.multiply(left, rows, column, width, start, sums, ldc);
    store.store(sums, 0, ldc, first, rows, column, width);
  }
}
