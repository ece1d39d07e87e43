package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.Hardest;
import io.github.facenet4j.nn.metric.TripletSelector;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;

/**
 * The rules by which {@code --mining} chooses negatives; each is one class of {@code nn.metric}.
 */
public enum Mining {
  /** All anchor-positive pairs with their nearest semi-hard negatives (FaceNet, section 3.2). */
  SEMIHARD {
    @Override
    TripletSelector selector(float margin) {
      return new AllPairsSemiHard(margin, WhenNone.SKIP);
    }
  },
  /** As above; a pair without a semi-hard negative gets its nearest one. */
  SEMIHARD_OR_HARDEST {
    @Override
    TripletSelector selector(float margin) {
      return new AllPairsSemiHard(margin, WhenNone.HARDEST);
    }
  },
  /** All anchor-positive pairs with their nearest negatives: collapses training from scratch. */
  HARDEST {
    @Override
    TripletSelector selector(float margin) {
      return new Hardest();
    }
  };

  abstract TripletSelector selector(float margin);
}
