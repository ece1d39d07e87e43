package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.GemmSpec;

/**
 * {@code C = A·Bᵀ} for a few rows of A: a linear layer on one image or a few. Both operands are
 * read along their rows, B once, because packing B would cost more than the product.
 */
final class DotProducts {
  /** Rows of A up to which this is faster. */
  static final int MOST_ROWS = 4;

  private final CpuContext context;
  private final GemmSpec spec;
  private final float[] a;
  private final float[] b;
  private final RowStore store;

  DotProducts(CpuContext context, GemmSpec spec, float[] a, float[] b, RowStore store) {
    this.context = context;
    this.spec = spec;
    this.a = a;
    this.b = b;
    this.store = store;
  }

  void run() {
    MetricKernels kernels = context.kernels().metric();
    int k = spec.k();
    context.forRanges(
        spec.n(),
        (long) spec.m() * k,
        (from, to) -> {
          int n = to - from;
          Scratch scratch = context.pool().scratch();
          float[] start = scratch.floats(Use.CHANNELS_A, n);
          store.startSums(from, n, start, n);
          float[] sums = scratch.floats(Use.SUMS, spec.m() * n);
          for (int j = 0; j < n; j++) {
            for (int i = 0; i < spec.m(); i++) {
              sums[i * n + j] = start[j] + kernels.dot(a, i * k, b, (from + j) * k, k);
            }
          }
          store.store(sums, 0, n, 0, spec.m(), from, n);
        });
  }
}
