package io.github.facenet4j.tensor.check;

/** A device computed something else than the oracle; the message is one line. */
public final class SelfCheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SelfCheckException(String message) {
    super(message);
  }
}
