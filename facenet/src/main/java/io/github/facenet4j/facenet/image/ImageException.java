package io.github.facenet4j.facenet.image;

/** An image cannot be read, written or used; the message is one line: asked, found, what to do. */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: asked, found, do. */
  public ImageException(String message) {
    super(message);
  }

  /** As above, with the underlying error. */
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
