package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import org.apache.commons.math3.stat.interval.ClopperPearsonInterval;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;

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

    /** The interval of Clopper and Pearson (1934); from 0 to 1 of none. */
    public Interval interval() {
      if (pairs == 0) {
        return new Interval(0, 1);
      }
      ConfidenceInterval exact =
          new ClopperPearsonInterval().createInterval(pairs, accepted, CONFIDENCE);
      return new Interval(exact.getLowerBound(), exact.getUpperBound());
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
