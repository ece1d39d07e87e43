package io.github.facenet4j.facenet.photo;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A CSV file that is continued behind its last whole line. */
final class AppendedLines implements AutoCloseable {
  private final FileChannel channel;
  private final CsvWriter writer;
  private final List<String> firstFields;

  private AppendedLines(FileChannel channel, CsvWriter writer, List<String> firstFields) {
    this.channel = channel;
    this.writer = writer;
    this.firstFields = firstFields;
  }

  /**
   * Opens a file; a new one gets the header.
   *
   * @throws IOException when it cannot be opened, or has another header
   */
  static AppendedLines open(Path file, String... header) throws IOException {
    List<String> present = new ArrayList<>();
    if (Files.exists(file) && Files.size(file) > 0) {
      cutTornLine(file);
      read(file, header, present);
    }
    boolean isNew = !Files.exists(file) || Files.size(file) == 0;
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    CsvWriter writer =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .build(
                new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
    AppendedLines lines = new AppendedLines(channel, writer, present);
    if (isNew) {
      writer.writeRecord(header);
      lines.flush();
    }
    return lines;
  }

  /** What stands behind the last line break was being written when the process ended. */
  private static void cutTornLine(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long end = bytes.length();
      while (end > 0) {
        bytes.seek(end - 1);
        if (bytes.read() == '\n') {
          break;
        }
        end--;
      }
      bytes.setLength(end);
    }
  }

  private static void read(Path file, String[] header, List<String> present) throws IOException {
    try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(file)) {
      boolean isFirst = true;
      for (CsvRecord row : rows) {
        if (isFirst && !row.getFields().equals(List.of(header))) {
          throw new IOException(
              "'"
                  + file
                  + "' holds something else and is not continued: its header is "
                  + row.getFields().subList(0, Math.min(3, row.getFieldCount()))
                  + "… with "
                  + row.getFieldCount()
                  + " columns, expected "
                  + header.length
                  + "; name another file");
        }
        if (!isFirst) {
          present.add(row.getField(0));
        }
        isFirst = false;
      }
    } catch (CsvParseException unreadable) {
      throw new IOException("'" + file + "' is no table (" + unreadable.getMessage() + ")");
    }
  }

  /** The first field of every line that was there. */
  List<String> firstFields() {
    return firstFields;
  }

  void add(String... fields) {
    writer.writeRecord(fields);
  }

  void flush() throws IOException {
    writer.flush();
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
