package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import java.util.Arrays;

/** The supervised contrastive loss, term by term as its formula says. */
final class ReferenceContrastive {
  private ReferenceContrastive() {}

  static void forward(
      ContrastiveSpec spec,
      double[] distances,
      int[] labels,
      double[] coefficients,
      double[] statistics) {
    int batch = spec.batch();
    double perDistance = 1 / (2 * (double) spec.temperature());
    double costs = 0;
    double toPositives = 0;
    double toNegatives = 0;
    int anchors = 0;
    int pairs = 0;
    int violated = 0;
    int strangers = 0;
    Arrays.fill(coefficients, 0, batch * batch, 0);
    for (int a = 0; a < batch; a++) {
      double sum = 0;
      double nearestOther = Double.POSITIVE_INFINITY;
      int positives = 0;
      for (int k = 0; k < batch; k++) {
        double d = distances[a * batch + k];
        if (k != a) {
          sum += Math.exp(-d * perDistance);
        }
        if (labels[k] != labels[a]) {
          nearestOther = Math.min(nearestOther, d);
          toNegatives += d;
          strangers++;
        } else if (k != a) {
          positives++;
        }
      }
      if (positives == 0) {
        continue;
      }
      anchors++;
      for (int k = 0; k < batch; k++) {
        double d = distances[a * batch + k];
        if (k == a) {
          continue;
        }
        double softmax = Math.exp(-d * perDistance) / sum;
        boolean positive = labels[k] == labels[a];
        coefficients[a * batch + k] = perDistance * ((positive ? 1.0 / positives : 0) - softmax);
        if (positive) {
          costs -= Math.log(softmax) / positives;
          toPositives += d;
          pairs++;
          violated += d >= nearestOther ? 1 : 0;
        }
      }
    }
    statistics[0] = anchors == 0 ? 0 : costs / anchors;
    statistics[1] = pairs;
    statistics[2] = violated;
    statistics[3] = anchors;
    statistics[4] = pairs == 0 ? 0 : toPositives / pairs;
    statistics[5] = strangers == 0 ? 0 : toNegatives / strangers;
  }
}
