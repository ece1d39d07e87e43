package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015), {@code m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w −= η·m̂/(√v̂ + ε)};
 * keeps {@code first_moment} = m and {@code second_moment} = v. With decoupled decay it is AdamW.
 */
public final class Adam extends Optimizer {
  private final float beta1;
  private final float beta2;
  private final float epsilon;

  /** With β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public Adam(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
    this(scope, parameters, decay, 0.9f, 0.999f, 1e-8f);
  }

  /** Adam with its three constants. */
  public Adam(
      MemoryScope scope,
      List<Parameter> parameters,
      WeightDecay decay,
      float beta1,
      float beta2,
      float epsilon) {
    super(scope, parameters, decay, "first_moment", "second_moment");
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  @Override
  protected void apply(
      OptimOps ops, Update update, List<Tensor> w, List<Tensor> dw, List<List<Tensor>> state) {
    ops.adam(update.spec(0, beta1, beta2, epsilon), w, dw, state.get(0), state.get(1));
  }
}
