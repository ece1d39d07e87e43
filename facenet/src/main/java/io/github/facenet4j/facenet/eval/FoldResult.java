package io.github.facenet4j.facenet.eval;

/**
 * One fold scored with thresholds from the other folds.
 *
 * @param fold its number, from 1
 * @param pairs number of pairs in it
 * @param threshold of best accuracy on the other folds
 * @param accuracy share of correct decisions at {@code threshold}
 * @param farThreshold for the target false accept rate on the other folds
 * @param valAtFar share of the fold's same pairs accepted at {@code farThreshold}
 * @param measuredFar share of the fold's different pairs accepted at {@code farThreshold}
 */
public record FoldResult(
    int fold,
    int pairs,
    double threshold,
    double accuracy,
    double farThreshold,
    double valAtFar,
    double measuredFar) {}
