package io.github.facenet4j.facenet.eval;

import java.util.List;

/**
 * What k-fold verification found.
 *
 * <p>Two different spreads are in use in papers, so both are given: {@code accuracyStd} divides by
 * k and says how much folds differ; {@code accuracyStandardError} is the sample standard deviation
 * (which divides by k − 1) over √k and says how well the mean is known.
 *
 * @param folds every fold in order
 * @param pairs number of pairs in all
 * @param accuracy mean over folds
 * @param accuracyStd population standard deviation over folds
 * @param accuracyStandardError sample standard deviation over folds divided by √folds
 * @param threshold mean over folds of the threshold of best accuracy
 * @param far the target false accept rate
 * @param valAtFar mean over folds of the share of same pairs accepted at the target
 * @param valAtFarStd population standard deviation of it over folds
 * @param measuredFar mean over folds of the share of different pairs really accepted
 * @param auc area under the ROC curve of all pairs
 * @param eer equal error rate of all pairs
 */
public record VerificationResult(
    List<FoldResult> folds,
    int pairs,
    double accuracy,
    double accuracyStd,
    double accuracyStandardError,
    double threshold,
    double far,
    double valAtFar,
    double valAtFarStd,
    double measuredFar,
    double auc,
    double eer) {

  /** Copies the list. */
  public VerificationResult {
    folds = List.copyOf(folds);
  }
}
