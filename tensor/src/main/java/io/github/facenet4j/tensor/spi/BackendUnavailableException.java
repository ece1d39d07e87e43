package io.github.facenet4j.tensor.spi;

/** A device was asked for by name and cannot be had; the message says why and what to do. */
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: asked, found, do. */
  public BackendUnavailableException(String message) {
    super(message);
  }

  /** As above, with the underlying error. */
  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
