package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;

/**
 * Chooses triplets from the distances of a batch; a stated rule, a stated tie-break, no host round
 * trip.
 */
public interface TripletSelector {

  /** The triplets, in a scope on the same device; empty when the batch has no pairs. */
  Triplets select(MemoryScope scope, DistanceMatrix distances);
}
