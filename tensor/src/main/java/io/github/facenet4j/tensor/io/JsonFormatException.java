package io.github.facenet4j.tensor.io;

import java.io.IOException;

/** Text that is not the JSON it should be: one line saying what was expected and found where. */
public final class JsonFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  JsonFormatException(String message) {
    super(message);
  }
}
