package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.optim.AdaGrad;
import io.github.facenet4j.nn.optim.Adam;
import io.github.facenet4j.nn.optim.Momentum;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.Sgd;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.List;

/**
 * The optimizers that {@code --optimizer} names, with the learning rate each starts from unasked.
 */
public enum OptimizerKind {
  /** Plain stochastic gradient descent. */
  SGD(0.1f) {
    @Override
    Optimizer create(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
      return new Sgd(scope, parameters, decay);
    }
  },
  /** SGD with momentum 0.9. */
  MOMENTUM(0.05f) {
    @Override
    Optimizer create(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
      return new Momentum(scope, parameters, decay, 0.9f);
    }
  },
  /** The paper's choice, at the paper's rate (FaceNet, section 3.3). */
  ADAGRAD(0.05f) {
    @Override
    Optimizer create(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
      return new AdaGrad(scope, parameters, decay);
    }
  },
  /** Adam; with weight decay, AdamW. */
  ADAM(2e-3f) {
    @Override
    Optimizer create(MemoryScope scope, List<Parameter> parameters, WeightDecay decay) {
      return new Adam(scope, parameters, decay);
    }
  };

  private final float defaultLearningRate;

  OptimizerKind(float defaultLearningRate) {
    this.defaultLearningRate = defaultLearningRate;
  }

  /** η where none is asked for. */
  public float defaultLearningRate() {
    return defaultLearningRate;
  }

  abstract Optimizer create(MemoryScope scope, List<Parameter> parameters, WeightDecay decay);
}
