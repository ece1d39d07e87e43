package io.github.facenet4j.facenet.train;

/** How {@code --schedule} takes the learning rate from its peak to its final share. */
public enum RateSchedule {
  /** Along half a cosine over the whole budget. */
  COSINE {
    @Override
    double share(double progress, double finalRate) {
      return finalRate + (1 - finalRate) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  },
  /** In four equal stretches, each lower than the one before by the same factor. */
  STEPS {
    @Override
    double share(double progress, double finalRate) {
      double stretch = Math.min(STRETCHES - 1, Math.floor(STRETCHES * progress));
      return Math.pow(finalRate, stretch / (STRETCHES - 1));
    }
  },
  /**
   * The peak, then at four fifths of the budget the final rate: "lower to finalize the model"
   * (FaceNet, section 3.3).
   */
  FINALISE {
    @Override
    double share(double progress, double finalRate) {
      return progress < BEFORE_FINAL ? 1 : finalRate;
    }
  };

  private static final int STRETCHES = 4;
  private static final double BEFORE_FINAL = 0.8;

  /**
   * Share of the peak rate.
   *
   * @param progress share of the budget used up
   * @param finalRate share at its end
   */
  abstract double share(double progress, double finalRate);
}
