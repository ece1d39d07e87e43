package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;

/**
 * Decisions on some pairs at one threshold that was not chosen on them.
 *
 * @param threshold pairs with a smaller distance are accepted
 * @param same pairs of one person
 * @param different pairs of two people
 * @param trueAccepts accepted pairs of one person
 * @param falseAccepts accepted pairs of two people
 */
public record ThresholdResult(
    double threshold, int same, int different, int trueAccepts, int falseAccepts) {

  /**
   * Scores pairs at a threshold.
   *
   * @throws IllegalArgumentException without pairs or for a threshold that is NaN
   */
  public static ThresholdResult of(PairDistances pairs, double threshold) {
    if (pairs.size() == 0 || Double.isNaN(threshold)) {
      throw new IllegalArgumentException(
          "Scoring needs a threshold and at least one pair, got threshold "
              + threshold
              + " and "
              + pairs.size()
              + " pairs");
    }
    return new ThresholdResult(
        threshold,
        pairs.count(PairKind.SAME),
        pairs.count(PairKind.DIFFERENT),
        pairs.accepted(PairKind.SAME, threshold),
        pairs.accepted(PairKind.DIFFERENT, threshold));
  }

  /** Number of pairs. */
  public int pairs() {
    return same + different;
  }

  /** Share of correct decisions. */
  public double accuracy() {
    return (double) (trueAccepts + different - falseAccepts) / pairs();
  }

  /** Standard error of the accuracy as of independent decisions, √(p·(1 − p)/pairs). */
  public double accuracyStandardError() {
    return Math.sqrt(accuracy() * (1 - accuracy()) / pairs());
  }

  /** Share of the same pairs that is accepted; NaN when there are none. */
  public double trueAcceptRate() {
    return (double) trueAccepts / same;
  }

  /** Share of the different pairs that is accepted; NaN when there are none. */
  public double falseAcceptRate() {
    return (double) falseAccepts / different;
  }
}
