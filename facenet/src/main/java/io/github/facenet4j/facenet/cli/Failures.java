package io.github.facenet4j.facenet.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns any failure into one line for standard error. */
final class Failures {
  private Failures() {}

  /** What failed, without line breaks and without a stack trace. */
  static String explain(Throwable failure) {
    return line(failure).strip().replaceAll("\\s*\\R\\s*", " | ");
  }

  private static String line(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "Out of Java memory ("
          + failure.getMessage()
          + "); work on fewer images at a time (--batch; train: --micro-batch, --people, --faces)"
          + " or give Java more with JAVA_TOOL_OPTIONS=-Xmx4g";
    }
    if (failure instanceof FileSystemException file) {
      return fileSystem(file);
    }
    // The expected exceptions carry a full sentence; anything else is named by its class.
    boolean sentence = failure.getMessage() != null && failure.getMessage().contains(" ");
    return sentence
        ? failure.getMessage()
        : failure + "; this is unexpected, run with --verbose for the stack trace";
  }

  /** The messages of these classes are bare paths. */
  private static String fileSystem(FileSystemException failure) {
    String path = failure.getFile();
    if (failure instanceof NoSuchFileException) {
      return "No such file: " + path;
    }
    if (failure instanceof AccessDeniedException) {
      return "Permission denied: " + path;
    }
    if (failure instanceof NotDirectoryException) {
      return "Not a directory: " + path;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "A file is in the way: " + path;
    }
    return path + ": " + failure.getReason();
  }
}
