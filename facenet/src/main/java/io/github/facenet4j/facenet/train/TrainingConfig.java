package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;

/**
 * Everything that decides how a run goes, besides network, data and budget.
 *
 * @param people P, people in a batch
 * @param faces K, faces of each
 * @param randomNegatives R, faces of other people
 * @param margin α
 * @param mining rule for negatives
 * @param reduction what the summed hinge is divided by
 * @param optimizer which optimizer
 * @param learningRate peak rate η
 * @param warmUpSteps steps over which the rate rises to its peak
 * @param finalRate share of the peak rate at the end of the budget, reached along half a cosine; 1
 *     keeps the rate
 * @param weightDecay λ, decoupled, on filters and matrices only
 * @param augmentation how much views of a face differ
 * @param seed decides initial weights, batches and views
 */
public record TrainingConfig(
    int people,
    int faces,
    int randomNegatives,
    float margin,
    Mining mining,
    Reduction reduction,
    OptimizerKind optimizer,
    float learningRate,
    int warmUpSteps,
    float finalRate,
    float weightDecay,
    Augmentation augmentation,
    long seed) {

  /** Checks the ranges that nothing else checks. */
  public TrainingConfig {
    if (!(learningRate > 0) || !(finalRate >= 0 && finalRate <= 1) || warmUpSteps < 0) {
      throw new IllegalArgumentException(
          "Training needs a positive learning rate, a final rate in [0,1] and no negative warm-up; got "
              + learningRate
              + ", "
              + finalRate
              + " and "
              + warmUpSteps);
    }
  }

  /**
   * η of a step: a straight rise over the warm-up times half a cosine over the whole budget.
   *
   * @param step from 1
   * @param progress share of the budget used up before this step
   */
  public float rateAt(long step, double progress) {
    double warm = warmUpSteps == 0 ? 1 : Math.min(1, (double) step / warmUpSteps);
    double fall = finalRate + (1 - finalRate) * 0.5 * (1 + Math.cos(Math.PI * progress));
    return (float) (learningRate * warm * fall);
  }
}
