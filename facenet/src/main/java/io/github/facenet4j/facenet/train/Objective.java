package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.ContrastiveLossValue;
import io.github.facenet4j.nn.metric.ContrastiveStatistics;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.SupervisedContrastiveLoss;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.TripletSelector;
import io.github.facenet4j.nn.metric.TripletStatistics;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import java.util.function.Supplier;

/** What training makes smaller, as a function of a batch's embeddings and their distances. */
@FunctionalInterface
interface Objective {

  /**
   * Loss and gradient of one batch, left on the device.
   *
   * @param x raw embeddings [B,E]
   * @param distances of x at unit length
   */
  Computed of(MemoryScope scope, Tensor x, DistanceMatrix distances);

  /**
   * What a batch gave, on the device.
   *
   * @param gradient dx [B,E]
   * @param statistics waits for the device and reads them; while the scope is open
   */
  record Computed(Tensor gradient, Supplier<Result> statistics) {}

  /**
   * The numbers of a batch.
   *
   * @param loss of the batch
   * @param slots triplets that the rule could have found, or pairs where the loss has none
   * @param triplets those of them that were found
   * @param active those of them that are still wrong
   * @param meanPositive mean squared distance within them, anchor to positive
   * @param meanNegative mean squared distance, anchor to negative
   */
  record Result(
      double loss, int slots, int triplets, int active, double meanPositive, double meanNegative) {}

  /** The hinge over the triplets that the selector finds. */
  static Objective triplets(TripletLoss loss, TripletSelector selector) {
    return (scope, x, distances) -> {
      TripletLossValue value = loss.forward(scope, x, distances, selector);
      Tensor gradient = loss.backward(scope, value);
      return new Computed(gradient, () -> statistics(value));
    };
  }

  private static Result statistics(TripletLossValue value) {
    TripletStatistics read = value.read();
    return new Result(
        read.loss(),
        value.slotCount(),
        read.filled(),
        read.active(),
        read.meanPositive(),
        read.meanNegative());
  }

  /** The whole batch at once; a pair is still wrong where a stranger is as near. */
  static Objective contrastive(SupervisedContrastiveLoss loss) {
    return (scope, x, distances) -> {
      ContrastiveLossValue value = loss.forward(scope, x, distances);
      Tensor gradient = loss.backward(scope, value);
      return new Computed(gradient, () -> statistics(value));
    };
  }

  private static Result statistics(ContrastiveLossValue value) {
    ContrastiveStatistics read = value.read();
    return new Result(
        read.loss(),
        read.pairs(),
        read.pairs(),
        read.violated(),
        read.meanPositive(),
        read.meanNegative());
  }

  /**
   * What a configuration asks for.
   *
   * @param seed of the step's random choices
   */
  static Objective of(TrainingConfig config, long seed) {
    return switch (config.loss()) {
      case TRIPLET ->
          triplets(
              new TripletLoss(config.margin(), config.reduction()),
              config.mining().selector(config, seed));
      case SUPCON -> contrastive(new SupervisedContrastiveLoss(config.temperature()));
    };
  }
}
