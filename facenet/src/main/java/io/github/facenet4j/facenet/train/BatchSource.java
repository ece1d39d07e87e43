package io.github.facenet4j.facenet.train;

/** Which faces make up the batch of each step. */
interface BatchSource {

  /** The batch of a step; a function of the step, the seed and what was mined. */
  FaceBatch batch(long step);

  /** Whether the batch of that step can be told already, while the step before it is computed. */
  default boolean isKnown(long step) {
    return true;
  }
}
