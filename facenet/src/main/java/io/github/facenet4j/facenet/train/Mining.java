package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.AllTriplets;
import io.github.facenet4j.nn.metric.BatchHard;
import io.github.facenet4j.nn.metric.ConsecutiveTriplets;
import io.github.facenet4j.nn.metric.Hardest;
import io.github.facenet4j.nn.metric.RandomNegatives;
import io.github.facenet4j.nn.metric.TripletSelector;

/** The rules by which {@code --mining} chooses triplets; each is one class of {@code nn.metric}. */
public enum Mining {
  /** All anchor-positive pairs with their nearest semi-hard negatives (FaceNet, section 3.2). */
  SEMIHARD {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new AllPairsSemiHard(config.margin(), config.noSemihard());
    }
  },
  /** All anchor-positive pairs with their nearest negatives: collapses training from scratch. */
  HARDEST {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new Hardest();
    }
  },
  /** Every face with its farthest positive and its nearest negative (Hermans et al. 2017). */
  BATCH_HARD {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new BatchHard();
    }
  },
  /** Every valid triplet, for batches of some hundred faces. */
  ALL {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new AllTriplets();
    }
  },
  /** All anchor-positive pairs with a random negative each. */
  RANDOM {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new RandomNegatives(seed);
    }
  },
  /** Triplets chosen every n steps on a subset of the data (FaceNet, section 3.2). */
  OFFLINE {
    @Override
    TripletSelector selector(TrainingConfig config, long seed) {
      return new ConsecutiveTriplets();
    }
  };

  /**
   * The rule for one step.
   *
   * @param seed of the step's random choices
   */
  abstract TripletSelector selector(TrainingConfig config, long seed);
}
