package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * The loss of one batch: distances of its embeddings, then what the objective makes of them, all on
 * the device. Nothing waits until the numbers are asked for: the loss's statistics and the spread.
 */
final class MinedLoss {
  private final MemoryScope scope;
  private final FaceBatch batch;
  private final Objective objective;
  private int pairs;
  private Objective.Computed computed;
  private Tensor spreadSum;
  private double millis;

  MinedLoss(MemoryScope scope, FaceBatch batch, Objective objective) {
    this.scope = scope;
    this.batch = batch;
    this.objective = objective;
  }

  /**
   * dL/dembeddings; afterwards, while the scope is open, the numbers can be asked for.
   *
   * @param embeddings raw, [B,E]
   */
  Tensor gradient(Tensor embeddings) {
    long start = System.nanoTime();
    IdentityPairs identities = IdentityPairs.of(scope, batch.identities());
    DistanceMatrix distances =
        DistanceMatrix.of(scope, embeddings, identities, DistanceMatrix.Scaling.UNIT_LENGTH);
    computed = objective.of(scope, embeddings, distances);
    spreadSum = spreadSum(distances);
    pairs = identities.count();
    millis = (System.nanoTime() - start) / 1e6;
    return computed.gradient();
  }

  /** Sum of D over all ordered pairs of different faces. */
  private Tensor spreadSum(DistanceMatrix distances) {
    int faces = batch.size();
    Tensor columnSums = scope.zeros(Shape.of(faces));
    Tensor sum = scope.zeros(Shape.of(1));
    scope.backend().elementwise().biasGradient(faces, faces, distances.distances(), columnSums);
    scope.backend().elementwise().biasGradient(faces, 1, columnSums, sum);
    return sum;
  }

  /** Ordered anchor-positive pairs. */
  int pairs() {
    return pairs;
  }

  /** Loss and counters; waits for the device. */
  Objective.Result result() {
    return computed.statistics().get();
  }

  /** Mean squared distance between two faces; four bytes are read. */
  double spread() {
    int faces = batch.size();
    return spreadSum.readFloats()[0] / ((double) faces * (faces - 1));
  }

  /**
   * Time of distances, selection, loss and gradient; on a device that computes behind the host's
   * back, of asking for them.
   */
  double millis() {
    return millis;
  }
}
