package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import java.util.List;

/** SGD with momentum, {@code v = μ·v + g; w −= η·v}; keeps {@code velocity} = v. */
public final class Momentum extends Optimizer {
  private final float momentum;

  /**
   * Momentum SGD.
   *
   * @param momentum μ, usually 0.9
   */
  public Momentum(
      MemoryScope scope, List<Parameter> parameters, WeightDecay decay, float momentum) {
    super(scope, parameters, decay, "velocity");
    this.momentum = momentum;
  }

  @Override
  protected void apply(
      OptimOps ops, Update update, List<Tensor> w, List<Tensor> dw, List<List<Tensor>> state) {
    ops.momentum(update.spec(momentum, 0, 0, 0), w, dw, state.get(0));
  }
}
