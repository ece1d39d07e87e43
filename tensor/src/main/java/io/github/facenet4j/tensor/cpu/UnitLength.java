package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.L2NormSpec;

/** L2 normalisation of rows. */
final class UnitLength {
  private final CpuContext context;

  UnitLength(CpuContext context) {
    this.context = context;
  }

  /** 1/√max(Σx², ε²) of one row. */
  static float inverseNorm(MetricKernels kernels, float[] x, int offset, int n, float epsilon) {
    double square = kernels.dot(x, offset, x, offset, n);
    return (float) (1 / Math.sqrt(Math.max(square, (double) epsilon * epsilon)));
  }

  void forward(L2NormSpec spec, float[] x, float[] y, float[] inverseNorms) {
    int columns = spec.columns();
    MetricKernels kernels = context.kernels().metric();
    context.forRanges(
        spec.rows(),
        columns,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * columns;
            float r = inverseNorm(kernels, x, at, columns, spec.epsilon());
            inverseNorms[row] = r;
            for (int i = at; i < at + columns; i++) {
              y[i] = x[i] * r;
            }
          }
        });
  }

  void backward(L2NormSpec spec, float[] y, float[] inverseNorms, float[] dy, float[] dx) {
    int columns = spec.columns();
    MetricKernels kernels = context.kernels().metric();
    context.forRanges(
        spec.rows(),
        columns,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * columns;
            float r = inverseNorms[row];
            float along = spec.isClamped(r) ? 0f : kernels.dot(dy, at, y, at, columns);
            kernels.combine(r, dy, at, -r * along, y, at, dx, at, columns);
          }
        });
  }
}
