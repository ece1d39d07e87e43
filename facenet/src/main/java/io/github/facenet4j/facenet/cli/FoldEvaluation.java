package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.List;
import java.util.Optional;

/**
 * One fold of LFW, for a network that was trained on the people of others: the model beside the two
 * things it must beat, the same network before training and the raw pixels.
 */
final class FoldEvaluation {
  /**
   * Of the untrained network's random weights. Its batch norms keep their first statistics, mean 0
   * and variance 1: with statistics of real batches it would decide no better than chance.
   */
  private static final long SEED = 1;

  /**
   * What was found for one way to embed.
   *
   * @param fold the pairs that are scored
   * @param scored at the threshold
   * @param thresholdFrom where the threshold is from
   */
  record Score(PairDistances fold, ThresholdResult scored, String thresholdFrom) {}

  private final int fold;
  private final Optional<Integer> thresholdFold;
  private final List<FacePair> pairs;

  /**
   * An evaluation.
   *
   * @param thresholdFold null for the model's own threshold
   * @throws DatasetException when there is no such fold
   */
  FoldEvaluation(int fold, Integer thresholdFold, List<FacePair> pairs) {
    this.fold = fold;
    this.thresholdFold = Optional.ofNullable(thresholdFold);
    this.pairs = pairs;
    requireFold(fold);
    this.thresholdFold.ifPresent(this::requireFold);
  }

  private void requireFold(int wanted) {
    if (pairs.stream().noneMatch(pair -> pair.fold() == wanted)) {
      int last = pairs.stream().mapToInt(FacePair::fold).max().orElse(0);
      throw new DatasetException(
          "Fold " + wanted + " was asked for; the pair list has folds 1 to " + last);
    }
  }

  /** The pairs whose images must be embedded. */
  List<FacePair> neededPairs() {
    return pairs.stream()
        .filter(
            pair ->
                pair.fold() == fold
                    || thresholdFold.isPresent() && pair.fold() == thresholdFold.get())
        .toList();
  }

  /** Embeds the pairs in all three ways. */
  EvaluationReport run(
      Model model, MemoryScope scope, PairEmbedder embedder, int batch, Views views) {
    Optional<Calibration> stored = model.metadata().calibration();
    if (thresholdFold.isEmpty() && stored.isEmpty()) {
      throw new IllegalArgumentException(
          "The weights file has no calibrated threshold; choose one on a fold of people that were"
              + " not trained on with --threshold-fold");
    }
    PairEmbedder.Measured trained = embedder.through("model", model.network(), scope, batch, views);
    PairDistances untrained;
    try (MemoryScope untrainedScope = scope.child("untrained")) {
      Network network =
          Network.of(Architectures.named(model.network().architecture()), model.network().input());
      network.bind(untrainedScope, SEED);
      untrained = embedder.through("untrained", network, untrainedScope, batch, views).pairs();
    }
    PairDistances pixels = embedder.ofRawPixels(model.network());
    return EvaluationReport.ofOneFold(
            fold, score(trained.pairs(), stored), baseline(untrained), baseline(pixels))
        .on(model, scope.backend(), trained.imagesPerSecond());
  }

  private Score score(PairDistances all, Optional<Calibration> stored) {
    return thresholdFold.isPresent() ? byThresholdFold(all) : byFile(all, stored.orElseThrow());
  }

  private Score byFile(PairDistances all, Calibration stored) {
    PairDistances scored = all.inFold(fold);
    return new Score(
        scored,
        ThresholdResult.of(scored, stored.threshold()),
        "the weights file (" + stored.how() + ")");
  }

  private Score byThresholdFold(PairDistances all) {
    double threshold = ThresholdCalibration.bestAccuracy(all.inFold(thresholdFold.orElseThrow()));
    PairDistances scored = all.inFold(fold);
    return new Score(
        scored, ThresholdResult.of(scored, threshold), "fold " + thresholdFold.orElseThrow());
  }

  /**
   * A baseline has no weights file: without a threshold fold it gets the best threshold there is.
   */
  private Score baseline(PairDistances all) {
    if (thresholdFold.isPresent()) {
      return byThresholdFold(all);
    }
    PairDistances scored = all.inFold(fold);
    double best = ThresholdCalibration.bestAccuracy(scored);
    return new Score(
        scored, ThresholdResult.of(scored, best), "fold " + fold + " itself, which flatters it");
  }
}
