package io.github.facenet4j.facenet.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * k-fold verification as View 2 of LFW prescribes: every fold is scored with thresholds chosen on
 * the other k − 1 (G. B. Huang et al., "Labeled Faces in the Wild", UMass Amherst TR 07-49, 2007).
 *
 * <p>Accuracy uses {@link ThresholdCalibration#bestAccuracy}; VAL, the share of same pairs accepted
 * at a small false accept rate, uses {@link ThresholdCalibration#atFalseAcceptRate} (F. Schroff, D.
 * Kalenichenko, J. Philbin, "FaceNet", CVPR 2015, section 4).
 *
 * @param far target false accept rate of VAL, 0 ≤ far &lt; 1
 */
public record VerificationProtocol(double far) {

  /** VAL at FAR 10⁻³, the usual figure. */
  public static final VerificationProtocol LFW = new VerificationProtocol(1e-3);

  /**
   * Scores all folds.
   *
   * @throws IllegalArgumentException unless there are at least two folds and each of the folds 1..k
   *     has pairs of both kinds
   */
  public VerificationResult evaluate(PairDistances pairs) {
    return evaluate(pairs.foldCount(), fold -> pairs);
  }

  /**
   * Scores all folds, each with distances of its own: by something that was learned on the others.
   *
   * @param count folds
   * @param ofFold distances of all pairs, for scoring that fold
   * @throws IllegalArgumentException see {@link #evaluate(PairDistances)}
   */
  public VerificationResult evaluate(int count, IntFunction<PairDistances> ofFold) {
    if (count < 2) {
      throw new IllegalArgumentException(
          "k-fold verification needs at least 2 folds, got "
              + count
              + "; score a single fold with a given threshold");
    }
    List<PairDistances> all = IntStream.rangeClosed(1, count).mapToObj(ofFold).toList();
    // All folds before any result, so that the message names the fold and not its complement.
    List<PairDistances> own = new ArrayList<>();
    for (int fold = 1; fold <= count; fold++) {
      own.add(all.get(fold - 1).inFold(fold));
      own.get(fold - 1).requireBothKinds("Fold " + fold);
    }
    List<FoldResult> folds = new ArrayList<>();
    for (int fold = 1; fold <= count; fold++) {
      folds.add(evaluateFold(all.get(fold - 1), fold));
    }
    PairDistances pairs = PairDistances.joined(own);
    RocCurve roc = RocCurve.of(pairs);
    double[] accuracy = column(folds, FoldResult::accuracy);
    double[] val = column(folds, FoldResult::valAtFar);
    return new VerificationResult(
        folds,
        pairs.size(),
        mean(accuracy),
        populationDeviation(accuracy),
        new StandardDeviation(true).evaluate(accuracy) / Math.sqrt(count),
        mean(column(folds, FoldResult::threshold)),
        far,
        mean(val),
        populationDeviation(val),
        mean(column(folds, FoldResult::measuredFar)),
        roc.areaUnderCurve(),
        roc.equalErrorRate());
  }

  private FoldResult evaluateFold(PairDistances pairs, int fold) {
    PairDistances test = pairs.inFold(fold);
    PairDistances training = pairs.outsideFold(fold);
    double threshold = ThresholdCalibration.bestAccuracy(training);
    double farThreshold = ThresholdCalibration.atFalseAcceptRate(training, far);
    ThresholdResult atFar = ThresholdResult.of(test, farThreshold);
    return new FoldResult(
        fold,
        test.size(),
        threshold,
        ThresholdResult.of(test, threshold).accuracy(),
        farThreshold,
        atFar.trueAcceptRate(),
        atFar.falseAcceptRate());
  }

  private static double[] column(List<FoldResult> folds, ToDoubleFunction<FoldResult> value) {
    return folds.stream().mapToDouble(value).toArray();
  }

  private static double mean(double[] values) {
    return new Mean().evaluate(values);
  }

  private static double populationDeviation(double[] values) {
    return new StandardDeviation(false).evaluate(values);
  }
}
