package io.github.facenet4j.facenet.run;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.report.TrainingHistory;
import io.github.facenet4j.facenet.train.RunMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of every step of a run, read back from its {@value RunMetrics#CSV}. */
public final class RunHistory {
  private static final double MILLIS = 1000;

  private final Map<String, double[]> columns;
  private final int steps;

  private RunHistory(Map<String, double[]> columns, int steps) {
    this.columns = columns;
    this.steps = steps;
  }

  /**
   * Reads a run's folder. A run that was killed may have left a last row that was cut short, which
   * is left out.
   *
   * @throws DatasetException when the file is missing or no table of numbers
   */
  public static RunHistory read(Path folder) throws IOException {
    Path file = folder.resolve(RunMetrics.CSV);
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(
          "'" + folder + "' has no " + RunMetrics.CSV + ": no step of this run was done yet");
    }
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(whole)) {
      List<NamedCsvRecord> rows = new ArrayList<>();
      csv.forEach(rows::add);
      return of(rows);
    } catch (CsvParseException | NumberFormatException malformed) {
      throw new DatasetException(
          "The metrics '" + file + "' cannot be read (" + malformed.getMessage() + ")", malformed);
    }
  }

  private static RunHistory of(List<NamedCsvRecord> rows) {
    Map<String, double[]> columns = new HashMap<>();
    List<String> names = rows.isEmpty() ? List.of() : rows.get(0).getHeader();
    for (String name : names) {
      columns.put(name, rows.stream().mapToDouble(row -> number(row.getField(name))).toArray());
    }
    return new RunHistory(columns, rows.size());
  }

  private static double number(String cell) {
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  /** Steps that are recorded. */
  public int steps() {
    return steps;
  }

  /** One number of every step; NaN where it was not measured. */
  public double[] column(String name) {
    double[] column = columns.get(name);
    if (column == null) {
      column = new double[steps];
      Arrays.fill(column, Double.NaN);
      return column;
    }
    return column.clone();
  }

  /** The curves. Means over no triplet at all are left out of them. */
  public TrainingHistory training() {
    double[] step = column("step");
    double[] triplets = column("triplets");
    double[] millis = column("stepMillis");
    double[] positive = column("meanPositive");
    double[] negative = column("meanNegative");
    double[] loss = column("loss");
    double[] active = column("activeFraction");
    double[] spread = column("spread");
    double[] rate = column("learningRate");
    double[] speed = column("imagesPerSecond");
    List<TrainingHistory.Row> rows = new ArrayList<>();
    double seconds = 0;
    for (int i = 0; i < steps; i++) {
      seconds += millis[i] / MILLIS;
      boolean isEmpty = triplets[i] == 0;
      rows.add(
          new TrainingHistory.Row(
              (long) step[i],
              seconds,
              loss[i],
              active[i],
              isEmpty ? Double.NaN : positive[i],
              isEmpty ? Double.NaN : negative[i],
              spread[i],
              rate[i],
              speed[i]));
    }
    return new TrainingHistory(rows);
  }
}
