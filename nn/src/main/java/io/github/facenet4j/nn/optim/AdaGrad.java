package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import java.util.List;

/**
 * AdaGrad (Duchi, Hazan, Singer 2011), FaceNet's optimizer: {@code h += g²; w −= η·g/(√h + ε)};
 * keeps {@code squared_gradient_sum} = h.
 */
public final class AdaGrad extends Optimizer {
  private final float epsilon;

  /** With ε = 1e-10 and h from 0. */
  public AdaGrad(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
    this(scope, parameters, decay, 1e-10f, 0);
  }

  /**
   * AdaGrad.
   *
   * @param epsilon ε
   * @param initialSum first value of h; above 0 it damps the first steps
   */
  public AdaGrad(
      MemoryScope scope,
      List<Parameter> parameters,
      WeightDecay decay,
      float epsilon,
      float initialSum) {
    super(scope, parameters, decay, "squared_gradient_sum");
    this.epsilon = epsilon;
    for (Tensor sum : state().values()) {
      scope.backend().elementwise().fill(sum, initialSum);
    }
  }

  @Override
  protected void apply(
      OptimOps ops, Update update, List<Tensor> w, List<Tensor> dw, List<List<Tensor>> state) {
    ops.adaGrad(update.spec(0, 0, 0, epsilon), w, dw, state.get(0));
  }
}
