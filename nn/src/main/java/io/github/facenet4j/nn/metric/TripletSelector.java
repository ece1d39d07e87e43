package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import java.util.Optional;

/**
 * Chooses triplets from the distances of a batch; a stated rule, a stated tie-break, no host round
 * trip.
 */
public interface TripletSelector {

  /** The triplets, in a scope on the same device; empty when the batch has no pairs. */
  Triplets select(MemoryScope scope, DistanceMatrix distances);

  /**
   * The rule as a device knows it, where it is one of those: it may then choose and take the loss
   * at once, see {@link TripletLoss#forward(MemoryScope, Tensor, DistanceMatrix, TripletSelector)}.
   */
  default Optional<PairRule> pairRule() {
    return Optional.empty();
  }
}
