package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.spi.SelectionSpec;

/**
 * A rule by which a device finds one negative for each anchor-positive pair; see {@link
 * SelectionSpec}.
 *
 * @param margin α
 * @param rule which negative is wanted
 * @param whenNone what a pair without one gets
 */
public record PairRule(float margin, SelectionSpec.Rule rule, SelectionSpec.WhenNone whenNone) {

  /** The rule on the pairs of a batch, at least one. */
  SelectionSpec on(IdentityPairs pairs) {
    return new SelectionSpec(
        "triplet selection", pairs.batch(), pairs.count(), margin, rule, whenNone);
  }
}
