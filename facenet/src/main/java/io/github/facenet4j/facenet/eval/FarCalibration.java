package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * A threshold for a false accept rate, and how sure it is.
 *
 * @param threshold see {@link ThresholdCalibration#atFalseAcceptRate}
 * @param interval of the threshold, 95 %, by order statistics of the distances of different people,
 *     whatever their distribution (Conover, Practical Nonparametric Statistics, 3rd ed., section
 *     3.2)
 * @param rates on the pairs it was chosen on
 */
public record FarCalibration(double threshold, Interval interval, AcceptRates rates) {

  /**
   * The calibration by these pairs.
   *
   * @param far the rate that shall not be exceeded
   * @throws IllegalArgumentException for another rate than 0 ≤ far &lt; 1, or without pairs of
   *     different people
   */
  public static FarCalibration of(PairDistances pairs, double far) {
    double threshold = ThresholdCalibration.atFalseAcceptRate(pairs, far);
    return new FarCalibration(
        threshold,
        interval(pairs.sorted(PairKind.DIFFERENT), far),
        AcceptRates.at(threshold, pairs));
  }

  /**
   * How many distances lie below the true quantile is binomial: its own quantiles name the order
   * statistics that enclose it.
   */
  private static Interval interval(double[] ascending, double far) {
    BinomialDistribution below = new BinomialDistribution(null, ascending.length, far);
    double tail = (1 - AcceptRates.CONFIDENCE) / 2;
    int low = below.inverseCumulativeProbability(tail);
    int high = below.inverseCumulativeProbability(1 - tail);
    return new Interval(
        low == 0 ? 0 : ascending[low - 1],
        high >= ascending.length ? Double.POSITIVE_INFINITY : ascending[high]);
  }
}
