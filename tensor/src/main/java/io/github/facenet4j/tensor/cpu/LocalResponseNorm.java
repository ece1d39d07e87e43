package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.LrnSpec;

/** Local response normalisation: shares the rows out between the threads. */
final class LocalResponseNorm {
  private static final float THREE_QUARTERS = 0.75f;

  private final CpuContext context;
  private final LrnKernels general = new PlainLrn();

  LocalResponseNorm(CpuContext context) {
    this.context = context;
  }

  void forward(LrnSpec spec, float[] x, float[] y) {
    LrnKernels kernels = kernels(spec);
    context.forRanges(
        spec.rows(), spec.channels(), (from, to) -> kernels.forward(spec, x, y, from, to - from));
  }

  void backward(LrnSpec spec, float[] x, float[] dy, float[] dx) {
    LrnKernels kernels = kernels(spec);
    context.forRanges(
        spec.rows(),
        spec.channels(),
        (from, to) -> kernels.backward(spec, x, dy, dx, from, to - from));
  }

  /** The fast loops know one exponent, that of every published network. */
  private LrnKernels kernels(LrnSpec spec) {
    boolean known = spec.beta() == THREE_QUARTERS && spec.k() >= Float.MIN_NORMAL;
    return known ? context.kernels().lrn() : general;
  }
}
