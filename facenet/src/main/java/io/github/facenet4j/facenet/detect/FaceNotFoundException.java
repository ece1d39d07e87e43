package io.github.facenet4j.facenet.detect;

/** A photograph has no face, or several where one was asked for. */
public final class FaceNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One line: what was asked, what was found, what to do. */
  public FaceNotFoundException(String message) {
    super(message);
  }
}
