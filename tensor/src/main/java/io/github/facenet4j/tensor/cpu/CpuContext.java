package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.TransferCounters;

/**
 * What the op families of one backend share.
 *
 * @param pool threads and their working arrays
 * @param kernels inner loops
 * @param counters counts the op calls
 */
record CpuContext(WorkPool pool, KernelSet kernels, TransferCounters counters) {
  /** Values that are worth a task of their own where each takes about a nanosecond. */
  private static final int GRAIN = 16 * 1024;

  /** Does something with the elements from … to−1. */
  interface Range {
    void run(int from, int to);
  }

  /**
   * Runs a pointwise loop over n units in blocks whose size depends on the shape alone.
   *
   * @param unit values in a unit
   */
  void forRanges(int n, long unit, Range body) {
    int block = blockLength(unit);
    pool.run(
        (n + block - 1) / block, task -> body.run(task * block, Math.min(n, (task + 1) * block)));
  }

  /** Units in a block of {@link #forRanges}. */
  static int blockLength(long unit) {
    return (int) Math.max(1, GRAIN / unit);
  }
}
