package io.github.facenet4j.facenet.serve;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.train.RunMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of a training run, as far as it has come. */
final class TrainingCurves {
  private static final int MOST_POINTS = 1_000;

  private TrainingCurves() {}

  /**
   * The columns of a run's metrics, thinned evenly.
   *
   * @return null for what a step does not have; no columns where nothing is written yet
   */
  static Map<String, List<Double>> of(Path run) throws IOException {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    Path file = run.resolve(RunMetrics.CSV);
    if (!Files.isRegularFile(file)) {
      return columns;
    }
    List<NamedCsvRecord> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      reader.forEach(rows::add);
    } catch (CsvParseException torn) {
      // The last line is being written; what came before is whole.
    }
    int step = (rows.size() + MOST_POINTS - 1) / MOST_POINTS;
    for (int i = 0; i < rows.size(); i += step) {
      NamedCsvRecord row = rows.get(i);
      for (String name : row.getHeader()) {
        columns.computeIfAbsent(name, any -> new ArrayList<>()).add(number(row, name));
      }
    }
    return columns;
  }

  private static Double number(NamedCsvRecord row, String name) {
    try {
      double value = Double.parseDouble(row.findField(name).orElse(""));
      return Double.isFinite(value) ? value : null;
    } catch (NumberFormatException words) {
      return null;
    }
  }
}
