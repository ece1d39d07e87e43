package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import java.util.Optional;

/**
 * All anchor-positive pairs, each with its nearest semi-hard negative (FaceNet, section 3.2):
 * {@code argmin D[a,n]} over n of another identity with {@code D[a,p] < D[a,n] < D[a,p] + α}; ties
 * go to the lowest n.
 *
 * @param margin α
 * @param whenNone what a pair without a semi-hard negative gets
 */
public record AllPairsSemiHard(float margin, SelectionSpec.WhenNone whenNone)
    implements TripletSelector {

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    return distances.select(scope, rule());
  }

  @Override
  public Optional<PairRule> pairRule() {
    return Optional.of(rule());
  }

  private PairRule rule() {
    return new PairRule(margin, SelectionSpec.Rule.SEMI_HARD, whenNone);
  }
}
