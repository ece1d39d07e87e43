package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/**
 * {@code C = Aᵀ·B} where A is a {@link RowSource} whose rows are summed over: matrix products with
 * a transposed left operand and the weight gradient of convolutions (rows are pixels there, columns
 * of A filter taps).
 *
 * <p>The sum over the rows is cut into splits where C alone has too few tiles to keep many cores
 * busy; partial sums are added in order of the splits. How many there are depends on the shape
 * alone.
 */
final class TransposedProduct {
  /** Rows of C in a block at most: with 192 columns its sums take 300 KB of L2. */
  private static final int BLOCK_ROWS = 384;

  /** Rows of C in a block at least, unless there are no more. */
  private static final int LEAST_BLOCK_ROWS = 192;

  /** Multiply-adds that are worth a task. */
  private static final long TASK_WORK = 1L << 20;

  /** Tasks to aim for. */
  private static final int TASKS = 16;

  private final CpuContext context;
  private final RowSource a;
  private final PackSource b;
  private final RowStore store;
  private final int n;
  private final int group;
  private final int groups;
  private final int runs;
  private final int runLength;
  private final int blockRuns;
  private final int blockLength;
  private final int blocksAcross;
  private final int blocks;
  private final int chunk;
  private final int chunks;
  private final int splits;

  /** A product with n columns; C has as many rows as A has columns. */
  TransposedProduct(CpuContext context, RowSource a, PackSource b, int n, RowStore store) {
    this.context = context;
    this.a = a;
    this.b = b;
    this.n = n;
    this.store = store;
    group = context.kernels().products().groupColumns(n);
    groups = (n + group - 1) / group;
    runs = a.runs();
    runLength = a.length() / runs;
    long work = (long) a.rows() * a.length() * n;
    long tasks = Math.max(1, Math.min(TASKS, work / TASK_WORK));
    int blockRows = blockRows(tasks);
    blocksAcross = (runLength + blockRows - 1) / blockRows;
    blockLength = (runLength + blocksAcross - 1) / blocksAcross;
    int fitting = blocksAcross > 1 ? 1 : Math.max(1, blockRows / runLength);
    int runBlocks = (runs + fitting - 1) / fitting;
    blockRuns = (runs + runBlocks - 1) / runBlocks;
    blocks = runBlocks * blocksAcross;
    int fullChunk = context.kernels().products().sumBlock();
    chunks = (a.rows() + fullChunk - 1) / fullChunk;
    chunk = (a.rows() + chunks - 1) / chunks;
    int tiles = blocks * groups;
    splits = (int) Math.min(chunks, (tasks + tiles - 1) / tiles);
  }

  /** Small enough that there are tasks for all, large enough that packing B again is cheap. */
  private int blockRows(long tasks) {
    long wanted = a.length() * groups / tasks;
    return (int) Math.max(LEAST_BLOCK_ROWS, Math.min(BLOCK_ROWS, wanted));
  }

  void run() {
    int tiles = blocks * groups;
    if (splits == 1) {
      context.pool().run(tiles, tile -> storeTile(tile, sumTile(tile, 0), 0));
      return;
    }
    int size = tileRows() * ldc(group);
    float[] partials =
        context.pool().scratch().floats(Use.PARTIALS, Math.multiplyExact(tiles * splits, size));
    context
        .pool()
        .run(
            tiles * splits,
            task -> {
              float[] sums = sumTile(task % tiles, task / tiles);
              System.arraycopy(sums, 0, partials, task * size, size);
            });
    context
        .pool()
        .run(
            tiles,
            tile -> {
              for (int split = 1; split < splits; split++) {
                int at = (split * tiles + tile) * size;
                context.kernels().channels().addSums(partials, at, 1, size, partials, tile * size);
              }
              storeTile(tile, partials, tile * size);
            });
  }

  private int ldc(int columns) {
    return context.kernels().products().paddedColumns(columns);
  }

  /** Rows of a tile's sums: each run is followed by the rows that a register tile may overrun. */
  private int tileRows() {
    return blockRuns * (blockLength + ProductKernels.ROW_SLACK);
  }

  private float[] sumTile(int tile, int split) {
    ProductKernels kernels = context.kernels().products();
    Scratch scratch = context.pool().scratch();
    int column = tile % groups * group;
    int width = Math.min(group, n - column);
    int block = tile / groups;
    int firstRun = block / blocksAcross * blockRuns;
    int lastRun = Math.min(runs, firstRun + blockRuns);
    int from = block % blocksAcross * blockLength;
    int length = Math.min(blockLength, runLength - from);
    int ldc = ldc(width);
    int size = tileRows() * ldc(group);
    float[] sums = scratch.floats(Use.SUMS, size);
    float[] start = scratch.floats(Use.CHANNELS_A, ldc);
    store.startSums(column, width, start, ldc);
    for (int row = 0; row < tileRows(); row++) {
      if (split == 0) {
        System.arraycopy(start, 0, sums, row * ldc, ldc);
      } else {
        Arrays.fill(sums, row * ldc, (row + 1) * ldc, 0f);
      }
    }
    float[] packed = scratch.floats(Use.PACKED_OWN, kernels.packedLength(chunk, width));
    int to = (int) ((long) chunks * (split + 1) / splits);
    for (int c = (int) ((long) chunks * split / splits); c < to; c++) {
      int first = c * chunk;
      int count = Math.min(chunk, a.rows() - first);
      if (count <= 0) {
        break;
      }
      GatheredRows rows = a.block(scratch, first, count);
      b.pack(kernels, first, first + count, -first, count, column, width, packed, 0);
      for (int run = firstRun; run < lastRun; run++) {
        int base = run * rows.runStride() + from;
        int at = (run - firstRun) * (blockLength + ProductKernels.ROW_SLACK) * ldc;
        kernels.multiplyTransposed(
            rows.values(), rows.offsets(), count, base, length, packed, 0, width, sums, at, ldc);
      }
    }
    return sums;
  }

  private void storeTile(int tile, float[] sums, int offset) {
    int column = tile % groups * group;
    int width = Math.min(group, n - column);
    int block = tile / groups;
    int firstRun = block / blocksAcross * blockRuns;
    int lastRun = Math.min(runs, firstRun + blockRuns);
    int from = block % blocksAcross * blockLength;
    int length = Math.min(blockLength, runLength - from);
    int ldc = ldc(width);
    for (int run = firstRun; run < lastRun; run++) {
      int at = offset + (run - firstRun) * (blockLength + ProductKernels.ROW_SLACK) * ldc;
      store.store(sums, at, ldc, run * runLength + from, length, column, width);
    }
  }
}
