package io.github.facenet4j.facenet.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model accepts at each threshold, as measured on labelled pairs; travels in its weights
 * file.
 *
 * @param points in ascending order of the threshold
 */
public record AcceptCurve(List<Point> points) {
  /** The word of a weights file's metadata that holds it. */
  public static final String KEY = "calibration.curve";

  /**
   * One threshold.
   *
   * @param threshold squared distance
   * @param far share of the pairs of different people below it
   * @param tar share of the pairs of one person below it
   */
  public record Point(double threshold, double far, double tar) {}

  /** Copies the list. */
  public AcceptCurve {
    points = List.copyOf(points);
  }

  /** As a word of metadata: {@code threshold:far:tar} separated by blanks. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.isEmpty() ? "" : " ")
          .append(
              String.format(Locale.ROOT, "%.2f:%.5f:%.5f", point.threshold, point.far, point.tar));
    }
    return text.toString();
  }

  /** From a word of metadata; empty when it is none. */
  public static Optional<AcceptCurve> parse(String text) {
    List<Point> points = new ArrayList<>();
    try {
      for (String part : text.strip().split(" +")) {
        String[] numbers = part.split(":");
        points.add(
            new Point(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2])));
      }
      return Optional.of(new AcceptCurve(points));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException malformed) {
      return Optional.empty();
    }
  }
}
