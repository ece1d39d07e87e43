package io.github.facenet4j.facenet.eval;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.PairKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Distances as a table: {@code pair,fold,same,squared_distance} with pairs and folds numbered from
 * 1 and same 1 or 0.
 */
public final class PairDistancesCsv {
  /** Column: number of the pair, from 1. */
  public static final String PAIR = "pair";

  /** Column: fold of the pair, from 1. */
  public static final String FOLD = "fold";

  /** Column: 1 for one person, 0 for two. */
  public static final String SAME = "same";

  /** Column: the distance. */
  public static final String DISTANCE = "squared_distance";

  private PairDistancesCsv() {}

  /**
   * Reads a table.
   *
   * @throws DatasetException when the file is missing or a row is malformed, naming the line
   */
  public static PairDistances read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException("The distance table '" + file + "' does not exist");
    }
    List<Integer> folds = new ArrayList<>();
    List<PairKind> kinds = new ArrayList<>();
    List<Double> distances = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        folds.add(foldOf(file, row));
        kinds.add(kindOf(file, row));
        distances.add(distanceOf(file, row));
      }
    } catch (IOException | CsvParseException e) {
      throw new DatasetException(
          "The distance table '" + file + "' cannot be read (" + e.getMessage() + ")", e);
    }
    if (folds.isEmpty()) {
      throw new DatasetException("The distance table '" + file + "' has no rows");
    }
    return new PairDistances(
        folds.stream().mapToInt(Integer::intValue).toArray(),
        kinds.toArray(PairKind[]::new),
        distances.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static int foldOf(Path file, NamedCsvRecord row) {
    String text = field(file, row, FOLD);
    try {
      int fold = Integer.parseInt(text);
      if (fold >= 1) {
        return fold;
      }
    } catch (NumberFormatException e) {
      throw malformed(file, row, FOLD, "a whole number from 1");
    }
    throw malformed(file, row, FOLD, "a whole number from 1");
  }

  private static PairKind kindOf(Path file, NamedCsvRecord row) {
    return switch (field(file, row, SAME)) {
      case "1" -> PairKind.SAME;
      case "0" -> PairKind.DIFFERENT;
      default -> throw malformed(file, row, SAME, "1 or 0");
    };
  }

  private static double distanceOf(Path file, NamedCsvRecord row) {
    double distance;
    try {
      distance = Double.parseDouble(field(file, row, DISTANCE));
    } catch (NumberFormatException e) {
      throw malformed(file, row, DISTANCE, "a number");
    }
    if (!Double.isFinite(distance)) {
      throw malformed(file, row, DISTANCE, "a finite number");
    }
    return distance;
  }

  private static String field(Path file, NamedCsvRecord row, String column) {
    return row.findField(column)
        .orElseThrow(
            () ->
                new DatasetException(
                    "The distance table '"
                        + file
                        + "' lacks the column '"
                        + column
                        + "' in line "
                        + row.getStartingLineNumber()
                        + "; its header is "
                        + row.getHeader()));
  }

  private static DatasetException malformed(
      Path file, NamedCsvRecord row, String column, String expected) {
    return new DatasetException(
        "'"
            + file
            + "' line "
            + row.getStartingLineNumber()
            + ": expected "
            + expected
            + " as "
            + column
            + ", found '"
            + row.getField(column)
            + "'");
  }

  /**
   * Writes a table that {@link #read} gives back exactly.
   *
   * @throws DatasetException when the place cannot be written
   */
  public static void write(PairDistances pairs, Path file) {
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      csv.writeRecord(PAIR, FOLD, SAME, DISTANCE);
      for (int i = 0; i < pairs.size(); i++) {
        csv.writeRecord(
            Integer.toString(i + 1),
            Integer.toString(pairs.fold(i)),
            pairs.kind(i) == PairKind.SAME ? "1" : "0",
            Double.toString(pairs.distance(i)));
      }
    } catch (IOException e) {
      throw new DatasetException(
          "The distance table '" + file + "' cannot be written (" + e + ")", e);
    }
  }
}
