package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;

/**
 * {@code C = A·B} where A is a {@link RowSource}: matrix products with A as stored, convolution
 * forward and its data gradient.
 *
 * <p>B is packed once by all threads, then the threads share blocks of rows × groups of columns;
 * its packed form is kept while B stays the same, see {@link DerivedForms}. A large B is packed
 * group by group, by the task that uses the group. Every sum is taken by one task in order of k, so
 * the cutting does not show in the result.
 */
final class RowProduct {
  /** Multiply-adds that are worth a task. */
  private static final long TASK_WORK = 1L << 20;

  /** Tasks to aim for when the work allows, so that many cores have something to do. */
  private static final int TASKS = 32;

  /** Floats of B up to which it is packed whole, by all threads for all. */
  private static final int PACK_LIMIT = 1 << 22;

  /** Groups that a large B has at least, narrower ones if need be. */
  private static final int LEAST_GROUPS = 8;

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

  /** Tells packed forms of different shapes from each other. */
  private record PackedForm(Object operand, int k, int n) {}

  void run() {
    ProductKernels kernels = context.kernels().products();
    if (b.rowMajor() != null && a.rows() <= kernels.unpackedRows()) {
      runUnpacked(b.rowMajor());
      return;
    }
    int k = a.length();
    int group = kernels.groupColumns(n);
    if ((long) k * n <= PACK_LIMIT) {
      PackedForm key = new PackedForm(b.key(), k, n);
      int length = kernels.packedLength(k, n);
      Scratch scratch = context.pool().scratch();
      float[] packed = b.forms().get(key, length, scratch, form -> pack(group, form));
      multiplyPacked(group, packed);
      return;
    }
    int narrow = ProductKernels.groupColumns(n, ProductKernels.GROUP_UNITS);
    runPackedByTask(n < LEAST_GROUPS * narrow ? ProductKernels.COLUMN_UNIT : narrow);
  }

  /** A product with few rows: tasks are narrow groups of columns, each reads its part of B once. */
  private void runUnpacked(StridedMatrix matrix) {
    ProductKernels kernels = context.kernels().products();
    boolean shared = wantedTasks() > 1;
    int group = shared ? kernels.unpackedColumns(a.rows(), n) : kernels.groupColumns(n);
    int blockRows = blockRows(group);
    int blocks = (a.rows() + blockRows - 1) / blockRows;
    Block body =
        (left, rows, column, width, start, sums, at, ldc) ->
            kernels.multiplyUnpacked(
                left, 0, rows, matrix.from(0, column), width, start, 0, sums, at, ldc);
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

  /** A product with a large B: each task packs a group of columns for itself, for all rows. */
  private void runPackedByTask(int group) {
    ProductKernels kernels = context.kernels().products();
    int k = a.length();
    int blockRows = kernels.rowBlock();
    context
        .pool()
        .run(
            (n + group - 1) / group,
            task -> {
              int column = task * group;
              int width = Math.min(group, n - column);
              Scratch scratch = context.pool().scratch();
              float[] packed = scratch.floats(Use.PACKED_OWN, kernels.packedLength(k, width));
              b.pack(kernels, 0, k, 0, k, column, width, packed, 0);
              for (int first = 0; first < a.rows(); first += blockRows) {
                multiply(first, blockRows, column, width, packedBlock(kernels, packed, 0));
              }
            });
  }

  private static Block packedBlock(ProductKernels kernels, float[] packed, int offset) {
    return (left, rows, column, width, start, sums, at, ldc) ->
        kernels.multiply(left, 0, rows, packed, offset, width, start, 0, sums, at, ldc);
  }

  private void pack(int group, float[] packed) {
    ProductKernels kernels = context.kernels().products();
    int k = a.length();
    int packRows = wantedTasks() > 1 ? PACK_ROWS : k;
    context
        .pool()
        .run(
            (k + packRows - 1) / packRows,
            block -> {
              int from = block * packRows;
              int to = Math.min(k, from + packRows);
              for (int column = 0; column < n; column += group) {
                int width = Math.min(group, n - column);
                b.pack(kernels, from, to, 0, k, column, width, packed, column * k);
              }
            });
  }

  private void multiplyPacked(int group, float[] packed) {
    ProductKernels kernels = context.kernels().products();
    int k = a.length();
    int groups = (n + group - 1) / group;
    int blockRows = blockRows(group);
    int blocks = (a.rows() + blockRows - 1) / blockRows;
    context
        .pool()
        .run(
            blocks * groups,
            task -> {
              int column = task / blocks * group;
              int width = Math.min(group, n - column);
              Block body = packedBlock(kernels, packed, column * k);
              multiply(task % blocks * blockRows, blockRows, column, width, body);
            });
  }

  private long wantedTasks() {
    long work = (long) a.rows() * a.length() * n;
    return Math.max(1, Math.min(TASKS, work / TASK_WORK));
  }

  private int blockRows(int group) {
    int groups = (n + group - 1) / group;
    int wanted = (int) ((wantedTasks() + groups - 1) / groups);
    return context.kernels().products().blockRows(a.rows(), group, wanted);
  }

  /** The sums of one block, either way. */
  private interface Block {
    void multiply(
        GatheredRows left,
        int rows,
        int column,
        int n,
        float[] start,
        float[] sums,
        int at,
        int ldc);
  }

  private void multiply(int first, int blockRows, int column, int width, Block body) {
    ProductKernels kernels = context.kernels().products();
    Scratch scratch = context.pool().scratch();
    int rows = Math.min(blockRows, a.rows() - first);
    int ldc = kernels.paddedColumns(width);
    float[] start = scratch.floats(Use.CHANNELS_A, ldc);
    store.startSums(column, width, start, ldc);
    GatheredRows left = a.block(scratch, first, rows);
    int step = store.stepInPlace();
    if (step > 0 && kernels.fitsInPlace(rows, width)) {
      int at = store.offset(first, column);
      body.multiply(left, rows, column, width, start, store.values(), at, step);
      return;
    }
    float[] sums = scratch.floats(Use.SUMS, (rows + ProductKernels.ROW_SLACK) * ldc);
    body.multiply(left, rows, column, width, start, sums, 0, ldc);
    store.store(sums, 0, ldc, first, rows, column, width);
  }
}
