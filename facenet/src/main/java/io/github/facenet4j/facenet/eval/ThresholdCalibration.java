package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/** Chooses the distance below which two faces count as the same person. */
public final class ThresholdCalibration {
  private ThresholdCalibration() {}

  /**
   * The threshold with the most correct decisions on these pairs.
   *
   * <p>Candidates are the midpoints between adjacent distances that differ; the mean of all
   * candidates with the highest accuracy is taken, which does not lean to either end of a gap. When
   * all distances are equal there is no candidate, and that distance is given: nothing is accepted.
   *
   * @throws IllegalArgumentException unless there are pairs of both kinds
   */
  public static double bestAccuracy(PairDistances pairs) {
    pairs.requireBothKinds("A threshold of best accuracy");
    double[] same = pairs.sorted(PairKind.SAME);
    double[] different = pairs.sorted(PairKind.DIFFERENT);
    double[] all = pairs.all();
    Arrays.sort(all);
    int mostCorrect = -1;
    double sum = 0;
    int candidates = 0;
    int acceptedSame = 0;
    int acceptedDifferent = 0;
    for (int i = 0; i + 1 < all.length; i++) {
      if (all[i] == all[i + 1]) {
        continue;
      }
      while (acceptedSame < same.length && same[acceptedSame] <= all[i]) {
        acceptedSame++;
      }
      while (acceptedDifferent < different.length && different[acceptedDifferent] <= all[i]) {
        acceptedDifferent++;
      }
      int correct = acceptedSame + different.length - acceptedDifferent;
      if (correct > mostCorrect) {
        mostCorrect = correct;
        sum = 0;
        candidates = 0;
      }
      if (correct == mostCorrect) {
        sum += all[i] + (all[i + 1] - all[i]) / 2;
        candidates++;
      }
    }
    return candidates == 0 ? all[0] : sum / candidates;
  }

  /**
   * The largest threshold that accepts at most that share of the pairs of different people: with N
   * such pairs, the distance with {@code floor(far·N)} of them before it in ascending order. Fewer
   * are accepted where distances tie at the threshold.
   *
   * @param far false accept rate, 0 ≤ far &lt; 1
   * @throws IllegalArgumentException for another rate or without pairs of different people
   */
  public static double atFalseAcceptRate(PairDistances pairs, double far) {
    if (!(far >= 0 && far < 1)) {
      throw new IllegalArgumentException(
          "A false accept rate lies from 0 up to but not including 1, got " + far);
    }
    double[] different = pairs.sorted(PairKind.DIFFERENT);
    if (different.length == 0) {
      throw new IllegalArgumentException(
          "A threshold for a false accept rate needs pairs of different people, got none");
    }
    // In decimal: 0.29 · 100 is 28.999… in binary, and one acceptance would be lost.
    int accepted =
        BigDecimal.valueOf(far)
            .multiply(BigDecimal.valueOf(different.length))
            .setScale(0, RoundingMode.FLOOR)
            .intValueExact();
    return different[accepted];
  }
}
