package io.github.facenet4j.tensor.io;

import java.io.IOException;

/**
 * A weights file that is not what it should be: one line with the file, what is wrong, the remedy.
 */
public final class WeightsFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What was expected, what was found, what to do. */
  public WeightsFormatException(String message) {
    super(message);
  }

  /** Text from a file made fit for a message: one line, no control characters, not endless. */
  public static String quote(String fromFile) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < fromFile.length() && i < 80; i++) {
      char c = fromFile.charAt(i);
      if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.getType(c) == Character.FORMAT) {
        shown.append("\\u%04x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(fromFile.length() > 80 ? "…'" : "'").toString();
  }
}
