package io.github.facenet4j.facenet.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines of a small text file read one by one, with errors that name file and line. */
final class NumberedLines {
  private final Path file;
  private final List<String> lines;
  private int number;

  private NumberedLines(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads the file.
   *
   * @param what the kind of file, for messages
   */
  static NumberedLines read(Path file, String what) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(
          "The " + what + " '" + file + "' does not exist; check the dataset folder");
    }
    try {
      return new NumberedLines(file, Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DatasetException(
          "The " + what + " '" + file + "' cannot be read (" + e + "); it must be UTF-8 text", e);
    }
  }

  boolean hasNext() {
    return number < lines.size();
  }

  /** The next line without moving on. */
  String peek() {
    return lines.get(number).strip();
  }

  /** The next line, stripped. */
  String next(String expected) {
    if (!hasNext()) {
      throw new DatasetException(
          "'" + file + "' ends after line " + number + "; expected " + expected);
    }
    return lines.get(number++).strip();
  }

  /** Number of the line that {@link #next} gave, from 1. */
  int number() {
    return number;
  }

  /** A positive number within the current line. */
  int count(String text, String what) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw error("a whole number from 1 as " + what);
    }
    throw error("a whole number from 1 as " + what);
  }

  /** An error about the current line. */
  DatasetException error(String expected) {
    return new DatasetException(
        "'"
            + file
            + "' line "
            + number
            + ": expected "
            + expected
            + ", found '"
            + lines.get(number - 1).strip()
            + "'");
  }

  /** Checks that nothing but blank lines is left. */
  void requireEnd(String complete) {
    while (hasNext()) {
      if (!next("").isEmpty()) {
        throw error("the end of the file after " + complete);
      }
    }
  }
}
