package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.LossKind;
import io.github.facenet4j.facenet.train.Mining;
import io.github.facenet4j.facenet.train.OptimizerKind;
import io.github.facenet4j.facenet.train.RateSchedule;
import io.github.facenet4j.facenet.train.TrainingConfig;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;

/**
 * What a demonstration does.
 *
 * @param seed decides people, pictures, initial weights and batches
 * @param people invented people to train on
 * @param heldOut other invented people, to test on
 * @param pictures pictures of each of them
 * @param folds folds of the test, each with people of its own
 * @param pairs pairs of each kind in a fold
 * @param budget of the training
 */
public record DemoPlan(
    long seed, int people, int heldOut, int pictures, int folds, int pairs, Budget budget) {
  private static final int FACES_PER_PERSON = 6;
  private static final int PEOPLE_PER_BATCH = 24;

  /** Seeds of people are spaced so that runs share nobody. */
  private static final long PEOPLE_PER_SEED = 1_000_000;

  /** Checks that there are people enough; the pairs are checked where they are drawn. */
  public DemoPlan {
    if (people < 2 || people > PEOPLE_PER_SEED / 2 || heldOut > PEOPLE_PER_SEED / 2) {
      throw new IllegalArgumentException(
          "A demo takes 2 to 500000 people to train on and at most as many to test on, got "
              + people
              + " and "
              + heldOut);
    }
  }

  /** As measured and documented: 3,000 pairs of held-out people in ten folds. */
  public static DemoPlan standard(long seed, int people, int heldOut, Budget budget) {
    return new DemoPlan(seed, people, heldOut, 20, 10, 150, budget);
  }

  /**
   * The people to train on.
   *
   * @param size of a picture
   */
  SyntheticFaces trainingFaces(int size) {
    return new SyntheticFaces(
        seed * PEOPLE_PER_SEED, people, FACES_PER_PERSON, CaptureRange.IN_THE_WILD, size);
  }

  /**
   * The people to test on, nobody of whom is trained on.
   *
   * @param size of a picture
   */
  SyntheticFaces heldOutFaces(int size) {
    long first = seed * PEOPLE_PER_SEED + PEOPLE_PER_SEED / 2;
    return new SyntheticFaces(first, heldOut, pictures, CaptureRange.IN_THE_WILD, size);
  }

  /** How the network is trained. */
  TrainingConfig training() {
    return new TrainingConfig(
        Math.min(PEOPLE_PER_BATCH, people),
        FACES_PER_PERSON,
        0,
        TrainingConfig.DEFAULT_MICRO_BATCH,
        0.2f,
        Mining.SEMIHARD,
        WhenNone.SKIP,
        TrainingConfig.DEFAULT_MINE_EVERY,
        TrainingConfig.DEFAULT_MINE_FACES,
        Reduction.MEAN_ACTIVE,
        LossKind.TRIPLET,
        0.1f,
        OptimizerKind.ADAM,
        OptimizerKind.ADAM.defaultLearningRate(),
        30,
        RateSchedule.COSINE,
        0.01f,
        0.05f,
        0,
        0,
        // Every view is a new picture already.
        Augmentation.NONE,
        seed);
  }
}
