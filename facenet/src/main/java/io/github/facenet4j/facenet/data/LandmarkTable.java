package io.github.facenet4j.facenet.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.image.DetectedFace;
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
 * the file's folder, separated by slashes) and {@code eye_left_x … mouth_right_y}, in pixels; it
 * may have {@code box_x1 … box_y2}, too, the first and the last pixels of the face.
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

  private static final List<String> BOX = List.of("box_x1", "box_y1", "box_x2", "box_y2");

  /** A face without a box: its width is 0. */
  private static final double[] NO_BOX = {0, 0, -1, -1};

  private final Path file;
  private final Map<String, DetectedFace> faces;

  private LandmarkTable(Path file, Map<String, DetectedFace> faces) {
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
    Map<String, DetectedFace> faces = new HashMap<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        faces.put(field(file, row, "path"), face(file, row));
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

  private static DetectedFace face(Path file, NamedCsvRecord row) {
    boolean hasBox = row.getHeader().containsAll(BOX);
    double[] box = hasBox ? numbers(file, row, BOX) : NO_BOX;
    FaceLandmarks landmarks = FaceLandmarks.of(numbers(file, row, COLUMNS));
    return new DetectedFace(box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1, 1, landmarks);
  }

  private static double[] numbers(Path file, NamedCsvRecord row, List<String> columns) {
    double[] numbers = new double[columns.size()];
    for (int i = 0; i < numbers.length; i++) {
      String text = field(file, row, columns.get(i));
      try {
        numbers[i] = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        numbers[i] = Double.NaN;
      }
      if (!Double.isFinite(numbers[i])) {
        throw new DatasetException(
            "'"
                + file
                + "' line "
                + row.getStartingLineNumber()
                + ": expected a number as "
                + columns.get(i)
                + ", found '"
                + text
                + "'");
      }
    }
    return numbers;
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
    return face(image).landmarks();
  }

  private DetectedFace face(Path image) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path relative = folder.relativize(image.toAbsolutePath().normalize());
    String key =
        StreamSupport.stream(relative.spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    DetectedFace face = faces.get(key);
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

  /** A locator by what decides; boxes alone leave a tilted head tilted. */
  public FaceLocator by(Alignment alignment) {
    return (image, photo) -> {
      DetectedFace face = face(image);
      if (alignment == Alignment.BOX && !(face.area() > 0)) {
        throw new DatasetException(
            "The landmark table '" + file + "' has no boxes (" + BOX + "); align by landmarks");
      }
      return alignment.of(face);
    };
  }
}
