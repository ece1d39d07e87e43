package io.github.facenet4j.facenet.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Landmarks that were found once and stored: a CSV file with the columns {@code path} (relative to
 * the file's folder, separated by slashes) and {@code eye_left_x … mouth_right_y}, in pixels.
 */
public final class LandmarkTable implements FaceLocator {
  private static final List<String> COLUMNS =
      List.of(
          "eye_left_x",
          "eye_left_y",
          "eye_right_x",
          "eye_right_y",
          "nose_x",
          "nose_y",
          "mouth_left_x",
          "mouth_left_y",
          "mouth_right_x",
          "mouth_right_y");

  private final Path file;
  private final Map<String, FaceLandmarks> faces;

  private LandmarkTable(Path file, Map<String, FaceLandmarks> faces) {
    this.file = file;
    this.faces = faces;
  }

  /**
   * Reads the file.
   *
   * @throws DatasetException when it is missing, lacks a column or has a row that is not numeric
   */
  public static LandmarkTable read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(
          "The landmark table '" + file + "' does not exist; check the dataset folder");
    }
    Map<String, FaceLandmarks> faces = new HashMap<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        faces.put(field(file, row, "path"), landmarks(file, row));
      }
    } catch (IOException | CsvParseException e) {
      throw new DatasetException(
          "The landmark table '" + file + "' cannot be read (" + e.getMessage() + ")", e);
    }
    if (faces.isEmpty()) {
      throw new DatasetException("The landmark table '" + file + "' has no rows");
    }
    return new LandmarkTable(file, faces);
  }

  private static String field(Path file, NamedCsvRecord row, String column) {
    return row.findField(column)
        .orElseThrow(
            () ->
                new DatasetException(
                    "The landmark table '"
                        + file
                        + "' lacks the column '"
                        + column
                        + "'; its header is "
                        + row.getHeader()));
  }

  private static FaceLandmarks landmarks(Path file, NamedCsvRecord row) {
    double[] xy = new double[COLUMNS.size()];
    for (int i = 0; i < xy.length; i++) {
      String text = field(file, row, COLUMNS.get(i));
      try {
        xy[i] = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        xy[i] = Double.NaN;
      }
      if (!Double.isFinite(xy[i])) {
        throw new DatasetException(
            "'"
                + file
                + "' line "
                + row.getStartingLineNumber()
                + ": expected a number as "
                + COLUMNS.get(i)
                + ", found '"
                + text
                + "'");
      }
    }
    return FaceLandmarks.of(xy);
  }

  /** Number of images with landmarks. */
  public int size() {
    return faces.size();
  }

  /**
   * The landmarks of an image below the table's folder.
   *
   * @throws DatasetException when the table has no row for it
   */
  public FaceLandmarks of(Path image) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path relative = folder.relativize(image.toAbsolutePath().normalize());
    String key =
        StreamSupport.stream(relative.spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    FaceLandmarks face = faces.get(key);
    if (face == null) {
      throw new DatasetException(
          "The landmark table '" + file + "' has no row for '" + key + "'; add one");
    }
    return face;
  }

  @Override
  public FaceLandmarks locate(Path image, RgbImage photo) {
    return of(image);
  }
}
