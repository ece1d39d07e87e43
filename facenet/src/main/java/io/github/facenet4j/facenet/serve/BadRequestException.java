package io.github.facenet4j.facenet.serve;

/** A request asks for something that cannot be; the message is for who sent it. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
