package io.github.facenet4j.facenet.testing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.facenet4j.tensor.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Expected values computed in double precision by an independent program. */
public final class Goldens {
  private Goldens() {}

  /** A file or folder of the shared data; the test is skipped where it is absent. */
  public static Path require(String relative) {
    return SharedData.file(relative)
        .orElseGet(() -> Assumptions.abort(relative + ": " + SharedData.ABSENT));
  }

  /** Expected embeddings by crop file, in order. */
  public static Map<Path, double[]> embeddings(String folder) {
    Path root = require("golden/" + folder);
    Map<Path, double[]> embeddings = new LinkedHashMap<>();
    for (CsvRecord row : rows(root.resolve("embeddings.csv"))) {
      embeddings.put(root.resolve(row.getField(0)), numbers(row, 2, row.getFieldCount()));
    }
    return embeddings;
  }

  /**
   * What a layer's result for crop 0 must be.
   *
   * @param name as in the file
   * @param shape for example {@code 64x48x48}, channels first
   * @param mean over all values
   * @param deviation population standard deviation
   * @param min smallest value
   * @param max largest value
   * @param first the first five values in the order channels, rows, columns
   */
  public record Layer(
      String name,
      String shape,
      double mean,
      double deviation,
      double min,
      double max,
      double[] first) {}

  /** Expected results of the layers, in order of the forward pass. */
  public static List<Layer> layers(String folder) {
    return layers(require("golden/" + folder + "/layers_crop_00.csv"));
  }

  /** Expected results of the layers of a table. */
  public static List<Layer> layers(Path csv) {
    return rows(csv).stream()
        .map(
            row -> {
              double[] n = numbers(row, 2, 11);
              double[] first = {n[4], n[5], n[6], n[7], n[8]};
              return new Layer(row.getField(0), row.getField(1), n[0], n[1], n[2], n[3], first);
            })
        .toList();
  }

  /** A folder of this module's own goldens. */
  public static Path own(String folder) {
    return Path.of("src/test/resources/golden", folder);
  }

  /** The numbers of a table without its heading and its first columns. */
  public static List<double[]> numbers(Path csv, int from) {
    return rows(csv).stream().map(row -> numbers(row, from, row.getFieldCount())).toList();
  }

  /** The rows of a table without its heading. */
  public static List<CsvRecord> rows(Path csv) {
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
      return reader.stream().skip(1).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static double[] numbers(CsvRecord row, int from, int to) {
    double[] numbers = new double[to - from];
    for (int i = from; i < to; i++) {
      numbers[i - from] = Double.parseDouble(row.getField(i));
    }
    return numbers;
  }
}
