package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import java.util.Arrays;

/** The supervised contrastive loss, one row of distances after the other. */
final class ContrastiveRows {
  /** Anchors whose statistics are summed together; blocks are combined in order. */
  private static final int ANCHORS = 8;

  /**
   * Sums of a block: costs, pairs, violated, anchors, D to positives, D to negatives, negatives.
   */
  private static final int SUMS = 7;

  private final CpuContext context;

  ContrastiveRows(CpuContext context) {
    this.context = context;
  }

  void forward(
      ContrastiveSpec spec,
      float[] distances,
      int[] labels,
      float[] coefficients,
      float[] statistics) {
    int batch = spec.batch();
    int blocks = (batch + ANCHORS - 1) / ANCHORS;
    double[] sums = new double[blocks * SUMS];
    context
        .pool()
        .run(
            blocks,
            block -> {
              double[] own = new double[SUMS];
              int to = Math.min(batch, (block + 1) * ANCHORS);
              for (int a = block * ANCHORS; a < to; a++) {
                row(spec, a, distances, labels, coefficients, own);
              }
              System.arraycopy(own, 0, sums, block * SUMS, SUMS);
            });
    double[] total = new double[SUMS];
    for (int i = 0; i < sums.length; i++) {
      total[i % SUMS] += sums[i];
    }
    statistics[0] = (float) quotient(total[0], total[3]);
    statistics[1] = (float) total[1];
    statistics[2] = (float) total[2];
    statistics[3] = (float) total[3];
    statistics[4] = (float) quotient(total[4], total[1]);
    statistics[5] = (float) quotient(total[5], total[6]);
  }

  private static double quotient(double sum, double count) {
    return count == 0 ? 0 : sum / count;
  }

  /** The exponentials are of distances beyond the nearest face's, so that none overflows. */
  private static void row(
      ContrastiveSpec spec,
      int a,
      float[] distances,
      int[] labels,
      float[] coefficients,
      double[] sums) {
    int batch = spec.batch();
    int first = a * batch;
    int label = labels[a];
    float nearest = Float.POSITIVE_INFINITY;
    float nearestOther = Float.POSITIVE_INFINITY;
    double toNegatives = 0;
    int positives = 0;
    for (int k = 0; k < batch; k++) {
      float d = distances[first + k];
      if (k == a) {
        continue;
      }
      nearest = d < nearest ? d : nearest;
      if (labels[k] == label) {
        positives++;
      } else {
        nearestOther = d < nearestOther ? d : nearestOther;
        toNegatives += d;
      }
    }
    sums[5] += toNegatives;
    sums[6] += batch - 1 - positives;
    if (positives == 0) {
      Arrays.fill(coefficients, first, first + batch, 0f);
      return;
    }
    float perDistance = (float) (1 / (2 * (double) spec.temperature()));
    double sum = 0;
    for (int k = 0; k < batch; k++) {
      float power = k == a ? 0f : (float) Math.exp((nearest - distances[first + k]) * perDistance);
      coefficients[first + k] = power;
      sum += power;
    }
    float perPower = (float) (perDistance / sum);
    float perPositive = perDistance / positives;
    double toPositives = 0;
    int violated = 0;
    for (int k = 0; k < batch; k++) {
      boolean positive = k != a && labels[k] == label;
      coefficients[first + k] = (positive ? perPositive : 0f) - coefficients[first + k] * perPower;
      if (positive) {
        float d = distances[first + k];
        toPositives += d;
        violated += d >= nearestOther ? 1 : 0;
      }
    }
    sums[0] += (toPositives / positives - nearest) * perDistance + Math.log(sum);
    sums[1] += positives;
    sums[2] += violated;
    sums[3]++;
    sums[4] += toPositives;
  }
}
