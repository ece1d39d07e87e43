package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * The loss of one batch: distances of its embeddings, then what the objective makes of them, all on
 * the device. The host reads the loss's statistics and the spread.
 */
final class MinedLoss {
  private final MemoryScope scope;
  private final FaceBatch batch;
  private final Objective objective;
  private int pairs;
  private Objective.Result result;
  private double spread;
  private double millis;

  MinedLoss(MemoryScope scope, FaceBatch batch, Objective objective) {
    this.scope = scope;
    this.batch = batch;
    this.objective = objective;
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
    result = objective.of(scope, embeddings, distances);
    spread = spread(distances);
    pairs = identities.count();
    millis = (System.nanoTime() - start) / 1e6;
    return result.gradient();
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

  /** Loss and counters. */
  Objective.Result result() {
    return result;
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
