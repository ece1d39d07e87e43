package io.github.facenet4j.facenet.train;

import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The numbers of every step, one line a step, written through to the system line by line: after a
 * crash it has every step of the last checkpoint and perhaps some more, which resuming removes.
 */
final class MetricsFile implements AutoCloseable {
  private final Path file;
  private final MetricsFormat format;
  private final List<String> names;
  private final FileChannel channel;

  /**
   * Opens the file to append to it.
   *
   * @param names of all numbers that a step may have, the step first
   * @param stepsDone lines of later steps are removed: they will be done again
   * @throws IOException when it cannot be written, or has other columns
   */
  MetricsFile(Path file, MetricsFormat format, List<String> names, long stepsDone)
      throws IOException {
    this.file = file;
    this.format = format;
    this.names = List.copyOf(names);
    String header = format.header(names);
    String kept = Files.exists(file) ? linesUpTo(stepsDone, header.strip()) : "";
    AtomicFile.replace(file, header + kept);
    channel = FileChannel.open(file, StandardOpenOption.APPEND);
  }

  private String linesUpTo(long stepsDone, String header) throws IOException {
    String text = Files.readString(file);
    // What follows the last line break is a line that was cut short.
    String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\\R");
    if (!text.isBlank() && stepsDone > 0 && !header.isEmpty() && !lines[0].equals(header)) {
      throw new IOException(
          file
              + ": the columns are '"
              + lines[0]
              + "', not '"
              + header
              + "'. Move the file away to go on with a new one.");
    }
    StringBuilder kept = new StringBuilder();
    int first = header.isEmpty() ? 0 : 1;
    for (int i = first; i < lines.length && format.stepOf(lines[i]) <= stepsDone; i++) {
      kept.append(lines[i]).append('\n');
    }
    return kept.toString();
  }

  /**
   * Appends a step.
   *
   * @param numbers those that were measured, by name
   * @throws UncheckedIOException when it cannot be written
   */
  void write(Map<String, Object> numbers) {
    ByteBuffer line = ByteBuffer.wrap(format.line(names, numbers).getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(
          new IOException(file + ": cannot be written: " + full.getMessage(), full));
    }
  }

  /** Forces all lines to the disk. */
  void synchronise() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
