package io.github.facenet4j.facenet.train;

/**
 * Training cannot go on: the embeddings collapsed, or the loss is no number. The message says why
 * and what to try.
 */
public final class TrainingFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: what was seen, the likely cause, what to do. */
  public TrainingFailedException(String message) {
    super(message);
  }
}
