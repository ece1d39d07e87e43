package io.github.facenet4j.nn.optim;

/** Learning rate as a function of the step. */
@FunctionalInterface
public interface LearningRateSchedule {

  /**
   * η of a step.
   *
   * @param step t, from 1
   */
  float at(int step);

  /** The same rate always. */
  static LearningRateSchedule constant(float rate) {
    return step -> rate;
  }

  /**
   * {@code rate · factor^⌊(t−1)/every⌋}.
   *
   * @param every steps between two changes, at least 1
   */
  static LearningRateSchedule steps(float rate, int every, float factor) {
    requireAtLeastOne("every", every);
    return step -> (float) (rate * Math.pow(factor, (step - 1) / every));
  }

  /**
   * From {@code peak/warmUp} up to {@code peak} in a straight line, then down to {@code end} along
   * half a cosine; {@code end} from then on.
   *
   * @param warmUp steps of the rise, 0 for none; the peak is reached at t = warmUp
   * @param total steps of rise and fall
   */
  static LearningRateSchedule cosine(float peak, float end, int warmUp, int total) {
    requireAtLeastOne("total - warmUp", total - warmUp);
    return step -> {
      if (step <= warmUp) {
        return peak * step / warmUp;
      }
      double done = Math.min(1, (step - warmUp) / (double) (total - warmUp));
      return (float) (end + (peak - end) * 0.5 * (1 + Math.cos(Math.PI * done)));
    };
  }

  private static void requireAtLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Learning-rate schedule: " + what + " must be at least 1, got " + value);
    }
  }
}
