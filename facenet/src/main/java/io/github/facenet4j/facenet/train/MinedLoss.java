package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.TripletSelector;
import io.github.facenet4j.nn.metric.TripletStatistics;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * The loss of one batch: distances of its embeddings, triplets from them, hinge and gradient, all
 * on the device. The host reads the loss's six statistics and the spread.
 */
final class MinedLoss {
  private final MemoryScope scope;
  private final FaceBatch batch;
  private final TripletSelector selector;
  private final TripletLoss loss;
  private int pairs;
  private int slots;
  private TripletStatistics statistics;
  private double spread;
  private double millis;

  MinedLoss(MemoryScope scope, FaceBatch batch, TripletSelector selector, TripletLoss loss) {
    this.scope = scope;
    this.batch = batch;
    this.selector = selector;
    this.loss = loss;
  }

  /**
   * dL/dembeddings; afterwards the numbers can be asked for.
   *
   * @param embeddings raw, [B,E]
   */
  Tensor gradient(Tensor embeddings) {
    scope.backend().finish();
    long start = System.nanoTime();
    IdentityPairs identities = IdentityPairs.of(scope, batch.identities());
    DistanceMatrix distances =
        DistanceMatrix.of(scope, embeddings, identities, DistanceMatrix.Scaling.UNIT_LENGTH);
    Triplets triplets = selector.select(scope, distances);
    TripletLossValue value = loss.forward(scope, embeddings, triplets);
    Tensor gradient = loss.backward(scope, value);
    statistics = value.read();
    spread = spread(distances);
    pairs = identities.count();
    slots = triplets.slotCount();
    millis = (System.nanoTime() - start) / 1e6;
    return gradient;
  }

  /** Mean of D over all ordered pairs of different faces; four bytes are read. */
  private double spread(DistanceMatrix distances) {
    int faces = batch.size();
    Tensor columnSums = scope.zeros(Shape.of(faces));
    Tensor sum = scope.zeros(Shape.of(1));
    scope.backend().elementwise().biasGradient(faces, faces, distances.distances(), columnSums);
    scope.backend().elementwise().biasGradient(faces, 1, columnSums, sum);
    return sum.readFloats()[0] / ((double) faces * (faces - 1));
  }

  /** Ordered anchor-positive pairs. */
  int pairs() {
    return pairs;
  }

  /** Places for triplets, filled or not: as many as the rule could have found. */
  int slots() {
    return slots;
  }

  /** Loss and counters. */
  TripletStatistics statistics() {
    return statistics;
  }

  /** Mean squared distance between two faces. */
  double spread() {
    return spread;
  }

  /** Time of distances, selection, loss and gradient. */
  double millis() {
    return millis;
  }
}
