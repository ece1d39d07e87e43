package io.github.facenet4j.facenet.train;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The numbers of every step as CSV, one row a step, written through to the system row by row: after
 * a crash it has every step of the last checkpoint and perhaps some more, which resuming removes.
 */
public final class MetricsFile implements AutoCloseable {
  private static final String HEADER = String.join(",", StepReport.FIELDS);

  private final CsvWriter csv;

  /**
   * Opens the file to append to it.
   *
   * @param stepsDone rows of later steps are removed: they will be done again
   * @throws IOException when it cannot be written, or has other columns
   */
  public MetricsFile(Path file, long stepsDone) throws IOException {
    String kept = Files.exists(file) ? rowsUpTo(stepsDone, file) : "";
    byte[] start = (HEADER + "\n" + kept).getBytes(StandardCharsets.UTF_8);
    AtomicFile.replace(
        file,
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(start);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
    csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .autoFlush(true)
            .build(file, StandardOpenOption.APPEND);
  }

  private static String rowsUpTo(long stepsDone, Path file) throws IOException {
    String text = Files.readString(file);
    // What follows the last line break is a row that was cut short.
    String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\\R");
    if (!text.isBlank() && stepsDone > 0 && !lines[0].equals(HEADER)) {
      throw new IOException(
          file
              + ": the columns are '"
              + lines[0]
              + "', not '"
              + HEADER
              + "'. Move the file away to go on with a new one.");
    }
    StringBuilder kept = new StringBuilder();
    for (int i = 1; i < lines.length && stepOf(lines[i]) <= stepsDone; i++) {
      kept.append(lines[i]).append('\n');
    }
    return kept.toString();
  }

  private static long stepOf(String row) {
    String number = row.substring(0, Math.max(0, row.indexOf(',')));
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : Long.MAX_VALUE;
  }

  /**
   * Appends a step.
   *
   * @throws java.io.UncheckedIOException when it cannot be written
   */
  public void write(StepReport step) {
    csv.writeRecord(step.fields().values().stream().map(Object::toString).toList());
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
