package io.github.facenet4j.facenet.train;

import java.io.IOException;

/** A run's folder holds checkpoints, but this run cannot go on from them. */
public final class ResumeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What was found, why it does not fit, what to do. */
  public ResumeException(String message) {
    super(message);
  }
}
