package io.github.facenet4j.facenet.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of photographs with what is true of them: a CSV file with the columns {@code first}, {@code
 * second} (paths, relative to the file's folder) and {@code same} (1 or 0), and where results are
 * wanted by group {@code group}, any word.
 *
 * @param pairs in order of the rows, all of fold 1
 * @param groups of each pair; empty without that column
 */
public record PairTable(List<FacePair> pairs, List<String> groups) {
  private static final String GROUP = "group";

  /**
   * Reads the file.
   *
   * @throws DatasetException when it is missing or malformed, naming the line, or names an image
   *     that does not exist
   */
  public static PairTable read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException("The pair table '" + file + "' does not exist");
    }
    List<FacePair> pairs = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        pairs.add(
            new FacePair(
                1, kind(file, row), image(file, row, "first"), image(file, row, "second")));
        if (row.getHeader().contains(GROUP)) {
          groups.add(field(file, row, GROUP));
        }
      }
    } catch (IOException | CsvParseException e) {
      throw new DatasetException(
          "The pair table '" + file + "' cannot be read (" + e.getMessage() + ")", e);
    }
    if (pairs.isEmpty()) {
      throw new DatasetException("The pair table '" + file + "' has no rows");
    }
    return new PairTable(List.copyOf(pairs), List.copyOf(groups));
  }

  private static PairKind kind(Path file, NamedCsvRecord row) {
    String text = field(file, row, "same");
    return switch (text) {
      case "1" -> PairKind.SAME;
      case "0" -> PairKind.DIFFERENT;
      default ->
          throw new DatasetException(
              "'"
                  + file
                  + "' line "
                  + row.getStartingLineNumber()
                  + ": expected 1 or 0 as same, found '"
                  + text
                  + "'");
    };
  }

  private static Path image(Path file, NamedCsvRecord row, String column) {
    Path image = file.toAbsolutePath().resolveSibling(field(file, row, column));
    if (!Files.isRegularFile(image)) {
      throw new DatasetException(
          "'"
              + file
              + "' line "
              + row.getStartingLineNumber()
              + " names the image '"
              + image
              + "', which does not exist");
    }
    return image;
  }

  private static String field(Path file, NamedCsvRecord row, String column) {
    return row.findField(column)
        .orElseThrow(
            () ->
                new DatasetException(
                    "'"
                        + file
                        + "' line "
                        + row.getStartingLineNumber()
                        + " lacks the column '"
                        + column
                        + "'; the header is "
                        + row.getHeader()));
  }
}
