package io.github.facenet4j.facenet.run;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.PairDistancesCsv;
import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The newest distances of a run's held-out pairs: {@value #FILE} in its folder, which {@code
 * evaluate --distances} reads too.
 *
 * @param step whose weights measured them
 * @param pairs with their images
 * @param distances in the order of the pairs
 */
public record HeldOutTable(long step, List<FacePair> pairs, PairDistances distances) {
  /** Name of the file. */
  public static final String FILE = "held-out.csv";

  private static final String STEP = "step";
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  /** Copies the list. */
  public HeldOutTable {
    pairs = List.copyOf(pairs);
    if (pairs.isEmpty() || pairs.size() != distances.size()) {
      throw new IllegalArgumentException(
          "A table of held-out pairs needs as many distances as pairs, got "
              + distances.size()
              + " and "
              + pairs.size());
    }
  }

  /** Replaces the table in a folder. */
  public void write(Path folder) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(
          PairDistancesCsv.PAIR,
          PairDistancesCsv.FOLD,
          PairDistancesCsv.SAME,
          PairDistancesCsv.DISTANCE,
          STEP,
          FIRST,
          SECOND);
      for (int i = 0; i < pairs.size(); i++) {
        csv.writeRecord(
            Integer.toString(i + 1),
            Integer.toString(distances.fold(i)),
            distances.kind(i) == PairKind.SAME ? "1" : "0",
            Double.toString(distances.distance(i)),
            Long.toString(step),
            pairs.get(i).first().toString(),
            pairs.get(i).second().toString());
      }
    }
    AtomicFile.replace(folder.resolve(FILE), text.toString());
  }

  /**
   * The table in a folder, if there is one.
   *
   * @throws DatasetException when it is malformed
   */
  public static Optional<HeldOutTable> find(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    PairDistances distances = PairDistancesCsv.read(file);
    List<FacePair> pairs = new ArrayList<>();
    long step = 0;
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        int i = pairs.size();
        step = Long.parseLong(row.getField(STEP));
        pairs.add(
            new FacePair(
                distances.fold(i),
                distances.kind(i),
                Path.of(row.getField(FIRST)),
                Path.of(row.getField(SECOND))));
      }
    } catch (CsvParseException | NoSuchElementException | NumberFormatException broken) {
      throw new DatasetException(
          "The table of held-out pairs '" + file + "' cannot be read (" + broken + ")", broken);
    }
    return Optional.of(new HeldOutTable(step, pairs, distances));
  }
}
