package io.github.facenet4j.facenet.run;

import io.github.facenet4j.facenet.report.Chart;
import io.github.facenet4j.facenet.report.Chart.Range;
import io.github.facenet4j.facenet.report.Chart.Role;
import io.github.facenet4j.facenet.report.Chart.Series;
import io.github.facenet4j.facenet.report.Chart.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Curves of what training runs record besides their training: held-out people and memory. */
final class RunCharts {
  /** More points than this are not seen on a screen. */
  private static final int POINTS = 300;

  private static final double MEBIBYTE = 1 << 20;
  private static final Role[] ROLES = {Role.MAIN, Role.BASELINE, Role.OTHER, Role.OPPOSITE};

  private RunCharts() {}

  /** Memory over the steps, where it was recorded. */
  static Optional<Chart> memory(RunHistory history) {
    int every = Math.max(1, (history.steps() + POINTS - 1) / POINTS);
    int[] shown =
        IntStream.range(0, history.steps())
            .filter(i -> (i + 1) % every == 0 || i == history.steps() - 1)
            .toArray();
    List<Series> series = new ArrayList<>();
    add(series, "device pool, most so far", Role.MAIN, history.column("deviceBytes"), shown);
    add(series, "process, resident", Role.OPPOSITE, history.column("residentBytes"), shown);
    if (shown.length == 0 || series.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Chart(
            "Memory",
            "Where the device is the processor, its pool is part of the process.",
            "step",
            at(history.column("step"), shown),
            "MiB",
            Range.FROM_ZERO,
            series));
  }

  private static void add(
      List<Series> series, String name, Role role, double[] bytes, int[] shown) {
    double[] mebibytes = Arrays.stream(at(bytes, shown)).map(b -> b / MEBIBYTE).toArray();
    if (Arrays.stream(mebibytes).anyMatch(Double::isFinite)) {
      series.add(new Series(name, role, Style.LINE, mebibytes));
    }
  }

  private static double[] at(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  /**
   * One number that evaluations during runs recorded.
   *
   * @param histories by the names of their runs, at most four
   * @return empty where no run was evaluated
   */
  static Optional<Chart> heldOut(
      String title, String note, String column, Map<String, RunHistory> histories) {
    TreeSet<Long> steps = new TreeSet<>();
    histories.values().forEach(history -> evaluated(history, column).forEach(steps::add));
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    double[] x = steps.stream().mapToDouble(Long::doubleValue).toArray();
    List<Series> series = new ArrayList<>();
    histories.forEach(
        (name, history) ->
            series.add(
                new Series(name, ROLES[series.size()], Style.POINTS, values(history, column, x))));
    return Optional.of(new Chart(title, note, "step", x, "share", Range.UNIT, series));
  }

  private static List<Long> evaluated(RunHistory history, String column) {
    double[] values = history.column(column);
    double[] steps = history.column("step");
    return IntStream.range(0, values.length)
        .filter(i -> Double.isFinite(values[i]))
        .mapToObj(i -> (long) steps[i])
        .toList();
  }

  private static double[] values(RunHistory history, String column, double[] x) {
    double[] values = history.column(column);
    double[] steps = history.column("step");
    double[] chosen = new double[x.length];
    Arrays.fill(chosen, Double.NaN);
    for (int i = 0; i < steps.length; i++) {
      int at = Arrays.binarySearch(x, steps[i]);
      if (at >= 0) {
        chosen[at] = values[i];
      }
    }
    return chosen;
  }
}
