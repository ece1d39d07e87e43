package io.github.facenet4j.facenet.data;

/** A dataset cannot be used; the message is one line: asked, found, what to do. */
public final class DatasetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: asked, found, do. */
  public DatasetException(String message) {
    super(message);
  }

  /** As above, with the underlying error. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
