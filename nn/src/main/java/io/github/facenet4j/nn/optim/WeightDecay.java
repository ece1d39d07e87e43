package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;

/**
 * How parameters are drawn towards zero.
 *
 * @param rate λ
 * @param decay how λ enters the update
 * @param target which parameters
 */
public record WeightDecay(float rate, Decay decay, Target target) {

  /** Which parameters decay. */
  public enum Target {
    /** Every trainable parameter, as PyTorch does unasked. */
    ALL,
    /** Filters and matrices only: biases, normalisations and slopes are left alone. */
    WEIGHTS
  }

  /** No decay. */
  public static final WeightDecay NONE = new WeightDecay(0, Decay.COUPLED, Target.ALL);

  /** {@code g += λ·w} for every parameter. */
  public static WeightDecay coupled(float rate) {
    return new WeightDecay(rate, Decay.COUPLED, Target.ALL);
  }

  /** {@code w −= η·λ·w} for every parameter (AdamW). */
  public static WeightDecay decoupled(float rate) {
    return new WeightDecay(rate, Decay.DECOUPLED, Target.ALL);
  }

  /** The same for filters and matrices only. */
  public WeightDecay weightsOnly() {
    return new WeightDecay(rate, decay, Target.WEIGHTS);
  }

  /** λ of one parameter. */
  float rateOf(Parameter parameter) {
    return target == Target.ALL || parameter.role() == Parameter.Role.WEIGHT ? rate : 0;
  }
}
