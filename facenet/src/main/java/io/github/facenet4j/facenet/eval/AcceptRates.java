package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * What a threshold accepts, with 95 % confidence intervals.
 *
 * <p>The intervals are exact for pairs that are independent; pairs that share images say less than
 * their number does, and the true intervals are then wider.
 *
 * @param falseAccepts of the pairs of different people
 * @param trueAccepts of the pairs of one person
 */
public record AcceptRates(Rate falseAccepts, Rate trueAccepts) {
  /** Confidence of the intervals. */
  static final double CONFIDENCE = 0.95;

  /**
   * A share that was counted.
   *
   * @param accepted so many
   * @param pairs of so many
   */
  public record Rate(int accepted, int pairs) {
    /** Their ratio; NaN of none. */
    public double rate() {
      return (double) accepted / pairs;
    }

    /** The interval of Clopper and Pearson (1934), by the beta distribution; 0 to 1 of none. */
    public Interval interval() {
      double tail = (1 - CONFIDENCE) / 2;
      int refused = pairs - accepted;
      double low =
          accepted == 0
              ? 0
              : new BetaDistribution(accepted, refused + 1).inverseCumulativeProbability(tail);
      double high =
          refused == 0
              ? 1
              : new BetaDistribution(accepted + 1, refused).inverseCumulativeProbability(1 - tail);
      return new Interval(low, high);
    }
  }

  /** The pairs at a threshold: those with a smaller distance are accepted. */
  public static AcceptRates at(double threshold, PairDistances pairs) {
    return new AcceptRates(
        rate(PairKind.DIFFERENT, threshold, pairs), rate(PairKind.SAME, threshold, pairs));
  }

  private static Rate rate(PairKind kind, double threshold, PairDistances pairs) {
    return new Rate(pairs.accepted(kind, threshold), pairs.count(kind));
  }
}
