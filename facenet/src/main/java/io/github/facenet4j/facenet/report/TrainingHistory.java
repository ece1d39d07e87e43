package io.github.facenet4j.facenet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a training run said of each step.
 *
 * @param rows in order of the steps
 */
public record TrainingHistory(List<Row> rows) {

  /**
   * One step.
   *
   * @param step from 1
   * @param seconds since the start of the run
   * @param loss reduced triplet loss
   * @param activeFraction share of the anchor-positive pairs whose triplet violates the margin
   * @param meanPositive mean squared distance anchor to positive
   * @param meanNegative mean squared distance anchor to the selected negative
   * @param spread mean squared distance between all faces of the batch
   * @param learningRate η
   * @param imagesPerSecond of the step
   */
  public record Row(
      long step,
      double seconds,
      double loss,
      double activeFraction,
      double meanPositive,
      double meanNegative,
      double spread,
      double learningRate,
      double imagesPerSecond) {}

  /** Copies the list and checks the order. */
  public TrainingHistory {
    rows = List.copyOf(rows);
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).step <= rows.get(i - 1).step) {
        throw new IllegalArgumentException(
            "A training history needs ascending steps, got step "
                + rows.get(i).step
                + " after "
                + rows.get(i - 1).step);
      }
    }
  }

  /** One value of every row. */
  public double[] column(ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).toArray();
  }

  /**
   * At most so many rows: means over equal runs of consecutive rows, each under its last step. The
   * means leave out values that are not finite, such as distances of steps without a triplet.
   *
   * @param most at least 1
   */
  public TrainingHistory condensed(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("A history keeps at least 1 row, got " + most);
    }
    if (rows.size() <= most) {
      return this;
    }
    int run = (rows.size() + most - 1) / most;
    List<Row> means = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += run) {
      List<Row> part = rows.subList(from, Math.min(rows.size(), from + run));
      means.add(mean(part, part.get(part.size() - 1).step));
    }
    return new TrainingHistory(means);
  }

  /**
   * Means over the steps {@code 1…width}, {@code width+1…2·width} and so on, each under the last
   * step of its span, so that histories of several runs share their steps.
   *
   * @param width steps of a span, at least 1
   */
  TrainingHistory spans(long width) {
    List<Row> means = new ArrayList<>();
    for (int from = 0, to = 0; from < rows.size(); from = to) {
      long end = (rows.get(from).step + width - 1) / width * width;
      while (to < rows.size() && rows.get(to).step <= end) {
        to++;
      }
      means.add(mean(rows.subList(from, to), end));
    }
    return new TrainingHistory(means);
  }

  private static Row mean(List<Row> part, long step) {
    return new Row(
        step,
        part.get(part.size() - 1).seconds,
        mean(part, Row::loss),
        mean(part, Row::activeFraction),
        mean(part, Row::meanPositive),
        mean(part, Row::meanNegative),
        mean(part, Row::spread),
        mean(part, Row::learningRate),
        mean(part, Row::imagesPerSecond));
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}
