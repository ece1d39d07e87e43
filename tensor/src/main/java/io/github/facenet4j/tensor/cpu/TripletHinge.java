package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.Arrays;

/** The fused triplet loss: normalise, hinge and reduce, and the way back. */
final class TripletHinge {
  /** Anchors whose statistics are summed together; blocks are combined in order. */
  private static final int ANCHORS = 32;

  /** Statistics of a block: hinges, filled, active, distances to positives, to negatives. */
  private static final int SUMS = 5;

  private final CpuContext context;

  TripletHinge(CpuContext context) {
    this.context = context;
  }

  void forward(
      TripletSpec spec,
      float[] x,
      int[] pairStart,
      int[] pairPositive,
      int[] negatives,
      float[] inverseNorms,
      float[] coefficients,
      float[] statistics) {
    float[] e = normalized(spec.rows(), x, inverseNorms, true);
    int batch = spec.batch();
    int blocks = (batch + ANCHORS - 1) / ANCHORS;
    double[] sums = new double[blocks * SUMS];
    context
        .pool()
        .run(
            blocks,
            block -> {
              int to = Math.min(batch, (block + 1) * ANCHORS);
              double[] own = new double[SUMS];
              for (int a = block * ANCHORS; a < to; a++) {
                Arrays.fill(coefficients, a * batch, (a + 1) * batch, 0f);
                for (int slot = pairStart[a]; slot < pairStart[a + 1]; slot++) {
                  if (negatives[slot] >= 0) {
                    hinge(spec, e, a, pairPositive[slot], negatives[slot], coefficients, own);
                  }
                }
              }
              System.arraycopy(own, 0, sums, block * SUMS, SUMS);
            });
    double[] total = new double[SUMS];
    for (int i = 0; i < sums.length; i++) {
      total[i % SUMS] += sums[i];
    }
    double divisor =
        switch (spec.reduction()) {
          case SUM -> 1;
          case MEAN_SELECTED -> total[1];
          case MEAN_ACTIVE -> total[2];
        };
    statistics[0] = (float) (divisor == 0 ? 0 : total[0] / divisor);
    statistics[1] = (float) total[1];
    statistics[2] = (float) total[2];
    statistics[3] = (float) divisor;
    statistics[4] = (float) (total[1] == 0 ? 0 : total[3] / total[1]);
    statistics[5] = (float) (total[1] == 0 ? 0 : total[4] / total[1]);
  }

  private void hinge(
      TripletSpec spec, float[] e, int a, int p, int n, float[] coefficients, double[] sums) {
    MetricKernels kernels = context.kernels().metric();
    int size = spec.embedding();
    float toPositive = kernels.squaredDistance(e, a * size, e, p * size, size);
    float toNegative = kernels.squaredDistance(e, a * size, e, n * size, size);
    float hinge = toPositive - toNegative + spec.margin();
    sums[1]++;
    sums[3] += toPositive;
    sums[4] += toNegative;
    if (hinge > 0) {
      sums[0] += hinge;
      sums[2]++;
      coefficients[a * spec.batch() + p] += 1;
      coefficients[a * spec.batch() + n] -= 1;
    }
  }

  /** The unit vectors of all rows, in scratch; writes the inverse norms when they are new. */
  private float[] normalized(L2NormSpec norm, float[] x, float[] inverseNorms, boolean measure) {
    int size = norm.columns();
    float[] e = context.pool().scratch().floats(Use.PARTIALS, norm.rows() * size);
    MetricKernels kernels = context.kernels().metric();
    context.forRanges(
        norm.rows(),
        size,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            if (measure) {
              inverseNorms[row] =
                  UnitLength.inverseNorm(kernels, x, row * size, size, norm.epsilon());
            }
            float r = inverseNorms[row];
            for (int i = row * size; i < (row + 1) * size; i++) {
              e[i] = x[i] * r;
            }
          }
        });
    return e;
  }

  /** Of any loss of distances: C says what the loss makes of them. */
  void backward(
      L2NormSpec norm,
      float[] x,
      float[] inverseNorms,
      float[] coefficients,
      float[] statistics,
      float[] dx) {
    float[] e = normalized(norm, x, inverseNorms, false);
    int batch = norm.rows();
    int size = norm.columns();
    float scale = statistics[3] == 0 ? 0f : 2f / statistics[3];
    MetricKernels kernels = context.kernels().metric();
    Neighbours list = new Neighbours(context.pool(), coefficients, batch);
    context
        .pool()
        .run(
            (batch + ANCHORS - 1) / ANCHORS,
            block -> {
              float[] de = context.pool().scratch().floats(Use.ROW_A, size);
              for (int i = block * ANCHORS; i < Math.min(batch, (block + 1) * ANCHORS); i++) {
                Arrays.fill(de, 0, size, 0f);
                int from = list.rowStarts[i];
                int to = list.rowStarts[i + 1];
                kernels.addDifferences(e, i, list.columns, list.rowFactors, from, to, de, size);
                from = list.columnStarts[i];
                to = list.columnStarts[i + 1];
                kernels.addDifferences(e, i, list.rows, list.columnFactors, from, to, de, size);
                int at = i * size;
                boolean clamped = norm.isClamped(inverseNorms[i]);
                float r = inverseNorms[i] * scale;
                float along = clamped ? 0f : kernels.dot(de, 0, e, at, size);
                kernels.combine(r, de, 0, -r * along, e, at, dx, at, size);
              }
            });
  }
}
