package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;

/**
 * For every face its farthest positive and its nearest negative (Hermans, Beyer and Leibe 2017, "In
 * defense of the triplet loss"): {@code argmax D[a,p]} over the other faces of a's identity and
 * {@code argmin D[a,n]} over those of another; ties go to the lowest index.
 *
 * <p>One slot for every face, empty for a face without a positive or without a negative.
 */
public record BatchHard() implements TripletSelector {

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    return distances.selectBatchHard(scope);
  }
}
