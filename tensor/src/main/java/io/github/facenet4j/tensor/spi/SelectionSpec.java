package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.atLeast;
import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.indices;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;

import io.github.facenet4j.tensor.Tensor;

/**
 * Choice of one negative for every anchor-positive pair, on the distance matrix D [batch, batch].
 *
 * @param layer who asks, for messages
 * @param batch B
 * @param pairs T, the number of ordered pairs (a,p), a ≠ p, of the same identity
 * @param margin α
 * @param rule which negative is wanted
 * @param whenNone what a pair without a semi-hard negative gets (not used by HARDEST)
 */
public record SelectionSpec(
    String layer, int batch, int pairs, float margin, Rule rule, WhenNone whenNone) {

  /**
   * Which negative a pair gets. Negatives are the faces of another identity; ties go to the lowest
   * index.
   */
  public enum Rule {
    /**
     * The nearest n with {@code D[a,p] < D[a,n] < D[a,p] + α} (FaceNet, section 3.2, equation 4),
     * the sum rounded to single precision.
     */
    SEMI_HARD,
    /** The nearest n of all: collapses training from scratch, kept to show it. */
    HARDEST
  }

  /** What a pair gets when no negative satisfies the rule. */
  public enum WhenNone {
    /** Nothing: −1, the pair does not count. */
    SKIP,
    /** The nearest n of all. */
    HARDEST,
    /** The farthest n of all: the triplet that violates the margin least, or not at all. */
    EASIEST
  }

  /** Checks sizes and that the margin is not negative. */
  public SelectionSpec {
    positive(layer, "batch", batch);
    positive(layer, "pairs", pairs);
    atLeast(layer, "margin", margin, 0);
  }

  /**
   * {@code D[a,p] + α} rounded to single precision: the end of the semi-hard range on every
   * backend, so that they agree on distances that lie on it.
   */
  public float upperBound(double positiveDistance) {
    return (float) (positiveDistance + margin);
  }

  /** Checks operands. */
  public void check(
      Tensor distances, Tensor labels, Tensor pairStart, Tensor pairPositive, Tensor negatives) {
    elements(layer, "distances", distances, (long) batch * batch);
    indices(layer, "labels", labels, batch);
    indices(layer, "pair starts", pairStart, batch + 1L);
    indices(layer, "pair positives", pairPositive, pairs);
    indices(layer, "negatives", negatives, pairs);
  }
}
