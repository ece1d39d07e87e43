package io.github.facenet4j.facenet.train;

/**
 * When checkpoints are written and how many stay.
 *
 * @param everySteps steps between two checkpoints
 * @param keep newest checkpoints that are kept
 */
public record CheckpointPolicy(int everySteps, int keep) {

  /** Checks that both are at least 1. */
  public CheckpointPolicy {
    if (everySteps < 1 || keep < 1) {
      throw new IllegalArgumentException(
          "Checkpoints are written every 1 or more steps and 1 or more are kept; got every "
              + everySteps
              + " steps, keep "
              + keep
              + ".");
    }
  }
}
