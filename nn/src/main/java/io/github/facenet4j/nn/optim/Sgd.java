package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import java.util.List;

/** Stochastic gradient descent, {@code w −= η·g}; no state. */
public final class Sgd extends Optimizer {

  /** Plain SGD. */
  public Sgd(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
    super(scope, parameters, decay);
  }

  @Override
  protected void apply(
      OptimOps ops, Update update, List<Tensor> w, List<Tensor> dw, List<List<Tensor>> state) {
    ops.sgd(update.spec(0, 0, 0, 0), w, dw);
  }
}
