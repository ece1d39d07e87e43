package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import java.util.Optional;

/**
 * All anchor-positive pairs, each with the nearest negative of all: {@code argmin D[a,n]} over n of
 * another identity; ties go to the lowest n. Early in training it leads to a collapsed model
 * (FaceNet, section 3.2); kept to show that.
 */
public record Hardest() implements TripletSelector {
  private static final PairRule RULE =
      new PairRule(0, SelectionSpec.Rule.HARDEST, SelectionSpec.WhenNone.HARDEST);

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    return distances.select(scope, RULE);
  }

  @Override
  public Optional<PairRule> pairRule() {
    return Optional.of(RULE);
  }
}
