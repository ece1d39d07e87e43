package io.github.facenet4j.facenet.report;

import io.github.facenet4j.facenet.eval.DistanceHistogram;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.report.Chart.Range;
import io.github.facenet4j.facenet.report.Chart.Role;
import io.github.facenet4j.facenet.report.Chart.Series;
import io.github.facenet4j.facenet.report.Chart.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The charts of a verification result. */
public final class EvaluationCharts {
  private static final int RATES = 200;

  private EvaluationCharts() {}

  /**
   * ROC curves on one pair of axes, with the line of pure guessing.
   *
   * @param curves by name, the most important first; at most four
   */
  public static Chart roc(Map<String, RocCurve> curves) {
    double[] rates = new double[RATES + 1];
    for (int i = 0; i <= RATES; i++) {
      // Quadratic: most of the bend is at small rates.
      double t = (double) i / RATES;
      rates[i] = t * t;
    }
    List<Series> series = new ArrayList<>();
    Role[] roles = {Role.MAIN, Role.BASELINE, Role.OTHER, Role.OPPOSITE};
    curves.forEach(
        (name, curve) ->
            series.add(
                new Series(name, roles[series.size()], Style.LINE, trueAccepts(curve, rates))));
    series.add(new Series("guessing", Role.OTHER, Style.REFERENCE, rates));
    return new Chart(
        "ROC",
        "Share of pairs of one person accepted, over the share of pairs of two people accepted, "
            + "for every threshold. The corner at the top left is perfect.",
        "false accepts",
        rates,
        "true accepts",
        Range.UNIT,
        series);
  }

  /** The best true accept rate at no more than each false accept rate: the curve's steps. */
  private static double[] trueAccepts(RocCurve curve, double[] rates) {
    double[] accepts = new double[rates.length];
    List<RocCurve.Point> points = curve.points();
    int next = 0;
    double best = 0;
    for (int i = 0; i < rates.length; i++) {
      while (next < points.size() && points.get(next).falseAcceptRate() <= rates[i]) {
        best = points.get(next++).trueAcceptRate();
      }
      accepts[i] = best;
    }
    return accepts;
  }

  /**
   * How distances of same and different pairs overlap.
   *
   * @param threshold at which the decision falls
   */
  public static Chart distances(DistanceHistogram histogram, double threshold) {
    int[] same = histogram.same();
    int[] different = histogram.different();
    double[] edges = new double[same.length];
    Arrays.setAll(edges, i -> histogram.from() + i * histogram.binWidth());
    return new Chart(
        "Distances of pairs",
        "Where the two overlap, mistakes are made; the chosen threshold is "
            + Figures.of(threshold)
            + ".",
        "squared distance",
        edges,
        "pairs",
        Range.FROM_ZERO,
        List.of(
            new Series(
                "one person",
                Role.MAIN,
                Style.BARS,
                Arrays.stream(same).asDoubleStream().toArray()),
            new Series(
                "two people",
                Role.OPPOSITE,
                Style.BARS,
                Arrays.stream(different).asDoubleStream().toArray())));
  }
}
