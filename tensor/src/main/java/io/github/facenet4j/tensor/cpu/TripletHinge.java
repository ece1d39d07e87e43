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

  /** Columns of the coefficients that are read together: a cache line. */
  private static final int COLUMNS = 16;

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
    float[] e = normalized(spec, x, inverseNorms, true);
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
  private float[] normalized(TripletSpec spec, float[] x, float[] inverseNorms, boolean measure) {
    int size = spec.embedding();
    float[] e = context.pool().scratch().floats(Use.PARTIALS, spec.batch() * size);
    MetricKernels kernels = context.kernels().metric();
    context.forRanges(
        spec.batch(),
        size,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            if (measure) {
              inverseNorms[row] =
                  UnitLength.inverseNorm(kernels, x, row * size, size, spec.epsilon());
            }
            float r = inverseNorms[row];
            for (int i = row * size; i < (row + 1) * size; i++) {
              e[i] = x[i] * r;
            }
          }
        });
    return e;
  }

  void backward(
      TripletSpec spec,
      float[] x,
      float[] inverseNorms,
      float[] coefficients,
      float[] statistics,
      float[] dx) {
    float[] e = normalized(spec, x, inverseNorms, false);
    int batch = spec.batch();
    int size = spec.embedding();
    float scale = statistics[3] == 0 ? 0f : 2f / statistics[3];
    L2NormSpec norm = new L2NormSpec(spec.layer(), batch, size, spec.epsilon());
    MetricKernels kernels = context.kernels().metric();
    context
        .pool()
        .run(
            (batch + COLUMNS - 1) / COLUMNS,
            block -> {
              int first = block * COLUMNS;
              int count = Math.min(COLUMNS, batch - first);
              Scratch scratch = context.pool().scratch();
              int[] others = scratch.ints(Use.KEYS, COLUMNS * 2 * batch);
              float[] factors = scratch.floats(Use.SUMS, COLUMNS * 2 * batch);
              int[] lengths = scratch.ints(Use.WINDOW_CODES, COLUMNS);
              listNeighbours(coefficients, batch, first, count, others, factors, lengths);
              float[] de = scratch.floats(Use.ROW_A, size);
              for (int i = 0; i < count; i++) {
                int at = (first + i) * size;
                kernels.sumDifferences(
                    e, first + i, others, factors, i * 2 * batch, lengths[i], de, size);
                float r = inverseNorms[first + i] * scale;
                float along =
                    norm.isClamped(inverseNorms[first + i]) ? 0f : kernels.dot(de, 0, e, at, size);
                kernels.combine(r, de, 0, -r * along, e, at, dx, at, size);
              }
            });
  }

  /**
   * For each anchor of a block the faces with a coefficient to or from it. Most coefficients are
   * zero: they are written to the list too, but the next one overwrites them, which costs less than
   * a branch that is mispredicted.
   */
  private static void listNeighbours(
      float[] coefficients,
      int batch,
      int first,
      int count,
      int[] others,
      float[] factors,
      int[] lengths) {
    for (int i = 0; i < count; i++) {
      int start = i * 2 * batch;
      int row = (first + i) * batch;
      int length = 0;
      for (int j = 0; j < batch; j++) {
        float coefficient = coefficients[row + j];
        others[start + length] = j;
        factors[start + length] = coefficient;
        length += coefficient != 0 ? 1 : 0;
      }
      lengths[i] = length;
    }
    for (int j = 0; j < batch; j++) {
      for (int i = 0; i < count; i++) {
        float coefficient = coefficients[j * batch + first + i];
        int at = i * 2 * batch + lengths[i];
        others[at] = j;
        factors[at] = coefficient;
        lengths[i] += coefficient != 0 ? 1 : 0;
      }
    }
  }
}
