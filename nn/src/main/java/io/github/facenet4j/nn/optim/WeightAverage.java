package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * The moving average of a network while it trains, {@code v̄ ← dₜ·v̄ + (1 − dₜ)·v, dₜ = min(d,
 * (1+t)/(10+t))}, running statistics included; kept in the parameters of a second network of the
 * same layers, which is the one to evaluate and to save.
 *
 * <p>Averaging the weights of the last 1/(1−d) steps does what lowering the learning rate does, at
 * any moment (Polyak and Juditsky 1992; Tarvainen and Valpola 2017). The rise of dₜ lets the random
 * first values be forgotten.
 */
public final class WeightAverage {
  private final MemoryScope scope;
  private final List<Parameter> trained;
  private final List<Parameter> averaged;
  private final float decay;

  /**
   * Begins at the present values.
   *
   * @param trained parameters that an optimizer moves, and statistics
   * @param averaged as many of the same names and shapes, bound on the same device
   * @param decay d, in [0, 1)
   */
  public WeightAverage(
      MemoryScope scope, List<Parameter> trained, List<Parameter> averaged, float decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "The decay of a moving average lies in [0, 1), got " + decay);
    }
    if (trained.size() != averaged.size()) {
      throw new IllegalArgumentException(
          "A moving average needs as many parameters as the network has, "
              + trained.size()
              + ", got "
              + averaged.size());
    }
    this.scope = scope;
    this.trained = List.copyOf(trained);
    this.averaged = List.copyOf(averaged);
    this.decay = decay;
    blend(0);
  }

  /**
   * Takes in the values after a step.
   *
   * @param step t, from 1
   */
  public void update(long step) {
    blend((float) Math.min(decay, (1.0 + step) / (10.0 + step)));
  }

  private void blend(float kept) {
    for (int i = 0; i < trained.size(); i++) {
      Tensor average = averaged.get(i).value();
      scope.backend().elementwise().scaleAdd(1 - kept, trained.get(i).value(), kept, average);
    }
  }
}
