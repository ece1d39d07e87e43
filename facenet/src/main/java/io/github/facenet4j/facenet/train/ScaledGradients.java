package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.optim.LossScale;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** The loss scale of a run, if it has one, and its state as checkpoints keep it. */
final class ScaledGradients {
  private final Optional<LossScale> scale;
  private final Tensor state;

  /**
   * For these parameters.
   *
   * @param model owner of the state
   */
  ScaledGradients(LossScaling scaling, MemoryScope model, List<Parameter> parameters) {
    this.scale =
        scaling.applies()
            ? Optional.of(
                new LossScale(model, parameters, scaling.initial(), scaling.growthSteps()))
            : Optional.empty();
    this.state = scale.isPresent() ? model.zeros(Shape.of(3)) : null;
  }

  /** The factor of the next step; 1 without any. */
  double value() {
    return scale.map(LossScale::value).orElse(1f);
  }

  /** Steps that were left out so far. */
  int skippedSteps() {
    return scale.map(LossScale::skippedSteps).orElse(0);
  }

  /** The gradient of the scaled loss from that of the loss. */
  Tensor scaled(MemoryScope scope, Tensor dy) {
    return scale.isPresent() ? scale.get().scaled(scope, dy) : dy;
  }

  /**
   * Makes the parameters' gradients those of the loss.
   *
   * @return whether the optimizer may use them
   * @throws TrainingFailedException when they are no numbers at any scale
   */
  boolean unscale() {
    try {
      return scale.isEmpty() || scale.get().unscale();
    } catch (ArithmeticException diverged) {
      throw new TrainingFailedException(
          "Training diverged: "
              + diverged.getMessage()
              + ". Lower the learning rate or use --loss-scale dynamic.");
    }
  }

  /** Factor, good steps in a row and steps left out, up to date; empty without a scale. */
  Optional<Tensor> state() {
    scale.ifPresent(
        now -> state.write(new float[] {now.value(), now.goodSteps(), now.skippedSteps()}));
    return Optional.ofNullable(state);
  }

  /** Goes on with the state that a checkpoint restored. */
  void restored() {
    if (scale.isPresent()) {
      float[] stored = state.readFloats();
      scale.get().resumeAt(stored[0], (int) stored[1], (int) stored[2]);
    }
  }
}
