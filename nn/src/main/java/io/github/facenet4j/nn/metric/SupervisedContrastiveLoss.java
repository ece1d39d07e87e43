package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;

/**
 * The supervised contrastive loss (Khosla et al. 2020, L_out) of raw network outputs: {@code L =
 * meanₐ mean(p∈P(a)) −log(exp(cosₐₚ/τ) / Σ(k≠a) exp(cosₐₖ/τ))}, P(a) the other faces of a's person,
 * the mean over the anchors that have such.
 *
 * <p>x [B,E]; with D the squared distances of the unit vectors {@code cos = 1 − D/2}, so the loss
 * is a function of D and its gradient goes the way of {@link TripletLoss}'s, with {@code Cₐₖ =
 * ([k∈P(a)]/|P(a)| − softmaxₖ)/(2τ)} in place of the triplets' signs. All other faces push and all
 * positives pull at once: nothing is selected.
 *
 * @param temperature τ; small ones heed the nearest faces alone
 */
public record SupervisedContrastiveLoss(float temperature) {
  private static final String NAME = "contrastive loss";

  /**
   * The loss of a batch, left on the device.
   *
   * @param x raw embeddings [B,E], not copied: they must live until backward
   * @param distances of the same x at {@link DistanceMatrix.Scaling#UNIT_LENGTH unit length}
   */
  public ContrastiveLossValue forward(MemoryScope scope, Tensor x, DistanceMatrix distances) {
    int batch = distances.pairs().batch();
    if (x.shape().rank() != 2 || x.shape().dim(0) != batch) {
      throw new IllegalArgumentException(
          NAME + ": embeddings must be " + batch + "xE like the distances, got " + x.shape());
    }
    L2NormSpec rows = L2NormSpec.of(NAME, batch, x.shape().dim(1));
    Tensor unit = scope.floats(x.shape());
    Tensor r = scope.floats(Shape.of(batch));
    scope.backend().norm().l2NormalizeForward(rows, x, unit, r);
    scope.release(unit);
    Tensor c = scope.floats(Shape.of(batch, batch));
    Tensor statistics = scope.floats(Shape.of(ContrastiveSpec.STATISTICS));
    ContrastiveSpec spec = new ContrastiveSpec(NAME, batch, temperature);
    Tensor labels = distances.pairs().labels();
    scope.backend().metric().contrastiveLoss(spec, distances.distances(), labels, c, statistics);
    return new ContrastiveLossValue(rows, x, r, c, statistics);
  }

  /** The gradient with respect to the raw embeddings, dx [B,E], left on the device. */
  public Tensor backward(MemoryScope scope, ContrastiveLossValue value) {
    Tensor x = value.x();
    Tensor r = value.inverseNorms();
    Tensor c = value.coefficients();
    Tensor dx = scope.floats(x.shape());
    scope.backend().metric().distanceLossBackward(value.rows(), x, r, c, value.statistics(), dx);
    return dx;
  }
}
