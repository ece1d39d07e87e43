package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.Arrays;

/** Normalise, hinge, reduce; and the way back. */
final class ReferenceTriplet {
  private ReferenceTriplet() {}

  static void forward(
      TripletSpec spec,
      double[] x,
      int[] pairStart,
      int[] pairPositive,
      int[] negatives,
      double[] inverseNorms,
      double[] coefficients,
      double[] statistics) {
    int batch = spec.batch();
    double[] e = new double[batch * spec.embedding()];
    ReferenceL2Norm.forward(spec.rows(), x, e, inverseNorms);

    Arrays.fill(coefficients, 0, batch * batch, 0);
    double hinges = 0;
    double toPositives = 0;
    double toNegatives = 0;
    int filled = 0;
    int active = 0;
    for (int a = 0; a < batch; a++) {
      for (int slot = pairStart[a]; slot < pairStart[a + 1]; slot++) {
        int p = pairPositive[slot];
        int n = negatives[slot];
        if (n < 0) {
          continue;
        }
        double toPositive = ReferenceMetric.squaredDistance(e, a, p, spec.embedding());
        double toNegative = ReferenceMetric.squaredDistance(e, a, n, spec.embedding());
        filled++;
        toPositives += toPositive;
        toNegatives += toNegative;
        double hinge = toPositive - toNegative + spec.margin();
        if (hinge > 0) {
          active++;
          hinges += hinge;
          coefficients[a * batch + p] += 1;
          coefficients[a * batch + n] -= 1;
        }
      }
    }
    int divisor =
        switch (spec.reduction()) {
          case SUM -> 1;
          case MEAN_SELECTED -> filled;
          case MEAN_ACTIVE -> active;
        };
    statistics[0] = divisor == 0 ? 0 : hinges / divisor;
    statistics[1] = filled;
    statistics[2] = active;
    statistics[3] = divisor;
    statistics[4] = filled == 0 ? 0 : toPositives / filled;
    statistics[5] = filled == 0 ? 0 : toNegatives / filled;
  }

  /** Of any loss of distances: C says what the loss makes of them. */
  static void backward(
      L2NormSpec rows,
      double[] x,
      double[] inverseNorms,
      double[] coefficients,
      double[] statistics,
      double[] dx) {
    int batch = rows.rows();
    int embedding = rows.columns();
    double divisor = statistics[3];
    double[] e = new double[batch * embedding];
    for (int i = 0; i < e.length; i++) {
      e[i] = x[i] * inverseNorms[i / embedding];
    }
    double[] de = new double[batch * embedding];
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        double s = coefficients[i * batch + j] + coefficients[j * batch + i];
        for (int k = 0; k < embedding; k++) {
          double difference = e[i * embedding + k] - e[j * embedding + k];
          de[i * embedding + k] += divisor == 0 ? 0 : 2 / divisor * s * difference;
        }
      }
    }
    ReferenceL2Norm.backward(rows, e, inverseNorms, de, dx);
  }
}
