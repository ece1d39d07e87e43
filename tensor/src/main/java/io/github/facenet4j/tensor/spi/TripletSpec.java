package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.atLeast;
import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.indices;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;

import io.github.facenet4j.tensor.Tensor;

/**
 * The triplet loss (FaceNet, equation 3) over given triplets of raw network outputs x [batch,
 * embedding].
 *
 * @param layer who asks, for messages
 * @param batch B
 * @param embedding E
 * @param pairs T slots, one for each anchor-positive pair
 * @param margin α
 * @param reduction what the summed hinge is divided by
 * @param epsilon of the L2 normalisation, see {@link L2NormSpec}
 */
public record TripletSpec(
    String layer,
    int batch,
    int embedding,
    int pairs,
    float margin,
    Reduction reduction,
    float epsilon) {
  /** Length of the statistics tensor, see {@link MetricOps#tripletLossForward}. */
  public static final int STATISTICS = 6;

  /**
   * What the summed hinge is divided by; the gradient is scaled alike. A divisor of 0 gives loss 0
   * and gradient 0.
   */
  public enum Reduction {
    /** One: the paper's sum. */
    SUM,
    /** The slots that hold a triplet. */
    MEAN_SELECTED,
    /** The triplets whose hinge is positive. */
    MEAN_ACTIVE
  }

  /** Checks sizes and that the margin is not negative. */
  public TripletSpec {
    positive(layer, "batch", batch);
    positive(layer, "embedding", embedding);
    positive(layer, "pairs", pairs);
    atLeast(layer, "margin", margin, 0);
    atLeast(layer, "epsilon", epsilon, 1.1e-19);
  }

  /** Checks the slots of the forward pass. */
  public void check(TripletSlots slots) {
    indices(layer, "pair starts", slots.pairStart(), batch + 1L);
    indices(layer, "pair positives", slots.pairPositive(), pairs);
    indices(layer, "negatives", slots.negatives(), pairs);
  }

  /** Checks operands of the forward pass. */
  public void check(Tensor x, Tensor inverseNorms, Tensor coefficients, Tensor statistics) {
    elements(layer, "embeddings", x, (long) batch * embedding);
    elements(layer, "inverse norms", inverseNorms, batch);
    elements(layer, "coefficients", coefficients, (long) batch * batch);
    elements(layer, "statistics", statistics, STATISTICS);
  }

  /** The normalisation of x, which the gradient goes through. */
  public L2NormSpec rows() {
    return new L2NormSpec(layer, batch, embedding, epsilon);
  }
}
