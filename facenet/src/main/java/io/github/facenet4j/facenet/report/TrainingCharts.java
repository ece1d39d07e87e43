package io.github.facenet4j.facenet.report;

import io.github.facenet4j.facenet.report.Chart.Range;
import io.github.facenet4j.facenet.report.Chart.Role;
import io.github.facenet4j.facenet.report.Chart.Series;
import io.github.facenet4j.facenet.report.Chart.Style;
import io.github.facenet4j.facenet.report.TrainingHistory.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The curves of a training run. */
public final class TrainingCharts {
  /** More points than this are not seen on a screen. */
  private static final int POINTS = 600;

  private static final int SMOOTHED = 25;

  /** The colours of several runs, in their order, as a ROC chart has them. */
  private static final Role[] RUNS = {Role.MAIN, Role.BASELINE, Role.OTHER, Role.OPPOSITE};

  private TrainingCharts() {}

  /** Loss, active triplets, distances, spread, learning rate and throughput over the steps. */
  public static List<Chart> of(TrainingHistory history, LossCaptions captions) {
    TrainingHistory shown = history.condensed(POINTS);
    return List.of(
        smoothed(shown, captions.loss(), captions.lossNote(), "loss", Range.FROM_ZERO, Row::loss),
        smoothed(
            shown,
            captions.active(),
            captions.activeNote(),
            "share",
            Range.UNIT,
            Row::activeFraction),
        plain(
            shown,
            captions.distances(),
            captions.distancesNote(),
            "squared distance",
            List.of(
                new Series(
                    "anchor–positive", Role.MAIN, Style.LINE, shown.column(Row::meanPositive)),
                new Series(
                    "anchor–negative",
                    Role.OPPOSITE,
                    Style.LINE,
                    shown.column(Row::meanNegative)))),
        plain(
            shown,
            "Embedding spread",
            "Mean squared distance between all faces of a batch: 2 for directions spread evenly, "
                + "0 for a collapsed network.",
            "squared distance",
            List.of(new Series("spread", Role.MAIN, Style.LINE, shown.column(Row::spread)))),
        plain(
            shown,
            "Learning rate",
            "",
            "η",
            List.of(
                new Series(
                    "learning rate", Role.MAIN, Style.LINE, shown.column(Row::learningRate)))),
        smoothed(
            shown,
            "Throughput",
            "Faces drawn, embedded, mined and learned from in a second.",
            "images/s",
            Range.FROM_ZERO,
            Row::imagesPerSecond));
  }

  /**
   * Loss, active triplets, spread, distances, rate and throughput of several runs on shared axes.
   *
   * @param histories by the names of the runs, the most important first; at most four
   */
  public static List<Chart> compare(Map<String, TrainingHistory> histories) {
    long last =
        histories.values().stream()
            .filter(history -> !history.rows().isEmpty())
            .mapToLong(history -> history.rows().get(history.rows().size() - 1).step())
            .max()
            .orElse(0);
    long width = Math.max(1, (last + POINTS - 1) / POINTS);
    Map<String, TrainingHistory> shared = new LinkedHashMap<>();
    histories.forEach((name, history) -> shared.put(name, history.spans(width)));
    return List.of(
        together(shared, "Loss", "A collapsed triplet loss stays at its margin.", Row::loss),
        together(
            shared,
            "Embedding spread",
            "Mean squared distance between all faces of a batch: 2 for directions spread evenly, "
                + "0 for a collapsed network.",
            Row::spread),
        together(
            shared,
            "Active share",
            "Triplets that violate the margin, or pairs with a stranger as near.",
            Row::activeFraction),
        together(shared, "Distance anchor–positive", "Squared.", Row::meanPositive),
        together(shared, "Distance anchor–negative", "Squared.", Row::meanNegative),
        together(shared, "Learning rate", "", Row::learningRate),
        together(shared, "Throughput", "Images a second.", Row::imagesPerSecond));
  }

  private static Chart together(
      Map<String, TrainingHistory> shared, String title, String note, ToDoubleFunction<Row> value) {
    double[] steps =
        shared.values().stream()
            .flatMap(history -> history.rows().stream())
            .mapToDouble(Row::step)
            .sorted()
            .distinct()
            .toArray();
    List<Series> series = new ArrayList<>();
    shared.forEach(
        (name, history) -> {
          double[] values = new double[steps.length];
          Arrays.fill(values, Double.NaN);
          for (Row row : history.rows()) {
            values[Arrays.binarySearch(steps, row.step())] = value.applyAsDouble(row);
          }
          series.add(new Series(name, RUNS[series.size()], Style.LINE, values));
        });
    return new Chart(
        title, note, "step", steps, title.toLowerCase(Locale.ROOT), Range.FROM_ZERO, series);
  }

  private static Chart smoothed(
      TrainingHistory history,
      String title,
      String note,
      String yLabel,
      Range range,
      ToDoubleFunction<Row> value) {
    double[] raw = history.column(value);
    return new Chart(
        title,
        note,
        "step",
        history.column(Row::step),
        yLabel,
        range,
        List.of(
            new Series("as measured", Role.MAIN, Style.FAINT, raw),
            new Series("mean of " + SMOOTHED + " points", Role.MAIN, Style.LINE, trailing(raw))));
  }

  private static Chart plain(
      TrainingHistory history, String title, String note, String yLabel, List<Series> series) {
    return new Chart(
        title, note, "step", history.column(Row::step), yLabel, Range.FROM_ZERO, series);
  }

  /** Mean of the last {@link #SMOOTHED} values up to each, without those that are not finite. */
  private static double[] trailing(double[] values) {
    double[] means = new double[values.length];
    Deque<Double> window = new ArrayDeque<>();
    for (int i = 0; i < values.length; i++) {
      window.add(values[i]);
      if (window.size() > SMOOTHED) {
        window.remove();
      }
      means[i] =
          window.stream()
              .mapToDouble(Double::doubleValue)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
    }
    return means;
  }
}
