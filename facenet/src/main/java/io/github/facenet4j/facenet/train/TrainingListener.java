package io.github.facenet4j.facenet.train;

import java.io.IOException;
import java.nio.file.Path;

/** Hears of a run's progress, on the training thread. */
public interface TrainingListener {

  /**
   * A step is done.
   *
   * @param progress share of the budget used up, 0 to 1
   */
  void stepped(StepReport step, double progress);

  /** A checkpoint is about to be written: what was said of the steps before must outlive it. */
  default void saving() throws IOException {}

  /** A checkpoint was written and can be loaded. */
  default void saved(Path file, long step) {}
}
