package io.github.facenet4j.facenet.train;

import java.util.Locale;

/**
 * Ends a run whose embeddings have fallen onto one point: f(x) = const makes every distance 0 and
 * the loss exactly the margin, a stationary point that training cannot leave (FaceNet, section 3.2,
 * warns that the hardest negatives lead there).
 */
final class CollapseDetector {
  /**
   * Mean squared distance between two faces of a batch below which they count as one point.
   * Networks begin between 0.4 and 2; hardest negatives take facenet-tiny on LFW (Adam, η = 0.01)
   * below this within 4 steps and then slowly on, to 5e-4 after 200, while the loss stays at the
   * margin.
   */
  static final double SPREAD_LIMIT = 1e-2;

  /** Steps in a row before the run is given up: a dip at the beginning is no collapse. */
  static final int PATIENCE = 25;

  private int collapsedSteps;

  /**
   * Looks at one finished step.
   *
   * @throws TrainingFailedException on a loss that is no number, or after {@link #PATIENCE}
   *     collapsed steps
   */
  void check(StepReport step) {
    if (!Double.isFinite(step.loss()) || !Double.isFinite(step.spread())) {
      throw new TrainingFailedException(
          "Training diverged at step "
              + step.step()
              + ": the loss is "
              + step.loss()
              + ". Lower the learning rate (it is "
              + step.learningRate()
              + ").");
    }
    collapsedSteps = step.spread() < SPREAD_LIMIT ? collapsedSteps + 1 : 0;
    if (collapsedSteps >= PATIENCE) {
      throw new TrainingFailedException(
          "Training collapsed at step "
              + step.step()
              + ": all embeddings fell onto one point (mean squared distance "
              + String.format(Locale.ROOT, "%.1e", step.spread())
              + "). Hardest negatives and high learning rates cause it; use semi-hard mining or a lower rate.");
    }
  }

  /** Whether the last step looked collapsed, without the run being given up yet. */
  boolean isSuspicious() {
    return collapsedSteps > 0;
  }
}
