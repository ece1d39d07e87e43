package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.atLeast;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * One parameter update.
 *
 * @param learningRate η
 * @param weightDecay λ
 * @param decay how λ enters
 * @param momentum μ of momentum SGD
 * @param beta1 first-moment decay of Adam
 * @param beta2 second-moment decay of Adam
 * @param epsilon added to the root in AdaGrad and Adam
 * @param step t of this update, from 1: Adam's bias correction
 */
public record OptimSpec(
    float learningRate,
    float weightDecay,
    Decay decay,
    float momentum,
    float beta1,
    float beta2,
    float epsilon,
    int step) {

  /** How weight decay enters an update. */
  public enum Decay {
    /** g += λ·w before anything else (L2 penalty). */
    COUPLED,
    /** w −= η·λ·w beside the update (AdamW, Loshchilov and Hutter 2019). */
    DECOUPLED
  }

  /** Checks ranges. */
  public OptimSpec {
    atLeast("optimizer", "learning rate", learningRate, 0);
    atLeast("optimizer", "weight decay", weightDecay, 0);
    if (!(momentum >= 0 && momentum < 1)) {
      throw refusal("optimizer", "momentum must be in [0,1), got " + momentum);
    }
    if (!(beta1 >= 0 && beta1 < 1)) {
      throw refusal("optimizer", "beta1 must be in [0,1), got " + beta1);
    }
    if (!(beta2 >= 0 && beta2 < 1)) {
      throw refusal("optimizer", "beta2 must be in [0,1), got " + beta2);
    }
    atLeast("optimizer", "step", step, 1);
  }

  /** Checks that gradient and state have as many elements as the parameter. */
  public void check(Tensor w, Tensor... others) {
    SpecChecks.sameElements("optimizer", w, others);
  }

  /**
   * Checks that there are as many gradients and states as parameters, and the elements of each.
   *
   * @param kinds the parameters, their gradients, and each kind of state
   */
  public void check(List<List<Tensor>> kinds) {
    List<Tensor> parameters = kinds.get(0);
    for (List<Tensor> kind : kinds) {
      SpecChecks.sameLength("optimizer", parameters, kind);
      for (int i = 0; i < kind.size(); i++) {
        check(parameters.get(i), kind.get(i));
      }
    }
  }
}
