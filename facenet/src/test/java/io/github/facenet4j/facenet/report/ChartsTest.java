package io.github.facenet4j.facenet.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.eval.DistanceHistogram;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.report.TrainingHistory.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartsTest {

  @Test
  void aLongHistoryIsShownAsMeansOfEqualRuns() {
    TrainingHistory history = history(10);
    TrainingHistory condensed = history.condensed(4);
    // Runs of 3: steps 1–3, 4–6, 7–9, 10.
    assertArrayEquals(new double[] {3, 6, 9, 10}, condensed.column(Row::step));
    assertArrayEquals(new double[] {2, 5, 8, 10}, condensed.column(Row::loss), 1e-12);
    assertSame(history, history.condensed(10));
  }

  @Test
  void meansLeaveOutWhatIsNoNumber() {
    List<Row> rows = new ArrayList<>(history(4).rows());
    rows.set(1, row(2, Double.NaN));
    rows.set(2, row(3, Double.NaN));
    rows.set(3, row(4, Double.NaN));
    double[] loss = new TrainingHistory(rows).condensed(2).column(Row::loss);
    assertEquals(1, loss[0]);
    assertTrue(Double.isNaN(loss[1]), "nothing to average in the second run");
  }

  @Test
  void refusesAHistoryOutOfOrder() {
    assertThrows(
        IllegalArgumentException.class, () -> new TrainingHistory(List.of(row(2, 0), row(2, 0))));
  }

  @Test
  void trainingChartsShowEverySeriesOverTheSteps() {
    List<Chart> charts = TrainingCharts.of(history(50), LossCaptions.SEMI_HARD);
    assertEquals(
        List.of(
            "Triplet loss",
            "Active triplets",
            "Distances of the mined triplets",
            "Embedding spread",
            "Learning rate",
            "Throughput"),
        charts.stream().map(Chart::title).toList());
    Chart loss = charts.get(0);
    assertEquals(50, loss.x().length);
    double[] smooth = loss.series().get(1).values();
    assertEquals(1.5, smooth[1], 1e-12, "mean of steps 1 and 2");
    assertEquals(38, smooth[49], 1e-12, "mean of steps 26 to 50");
    double[] negatives = charts.get(2).series().get(1).values();
    assertEquals(5, negatives[0]);
  }

  /** Same pairs at 1, 2, 4; different ones at 3, 5: at no false accept, two of three are right. */
  @Test
  void rocShowsTheStepsOfTheCurve() {
    Chart roc = EvaluationCharts.roc(Map.of("model", RocCurve.of(pairs())));
    double[] rates = roc.x();
    double[] accepts = roc.series().get(0).values();
    assertEquals(0, rates[0]);
    assertEquals(1, rates[rates.length - 1]);
    for (int i = 0; i < rates.length; i++) {
      assertEquals(rates[i] < 0.5 ? 2.0 / 3 : 1, accepts[i], 1e-12, "at rate " + rates[i]);
    }
    assertEquals("guessing", roc.series().get(1).label());
  }

  @Test
  void histogramKeepsTheCountsAndNamesTheThreshold() {
    Chart chart = EvaluationCharts.distances(DistanceHistogram.of(pairs(), 5), 2.5);
    assertArrayEquals(new double[] {0, 1, 2, 3, 4}, chart.x());
    assertArrayEquals(new double[] {0, 1, 1, 0, 1}, chart.series().get(0).values());
    assertArrayEquals(new double[] {0, 0, 0, 1, 1}, chart.series().get(1).values());
    assertTrue(chart.note().contains("2.500"), chart.note());
  }

  @Test
  void figuresDoNotFollowTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals("0.125", Figures.of(0.125));
      assertEquals("12.35", Figures.of(12.3456));
      assertEquals("123456789", Figures.of(123_456_789));
      assertEquals("12346", Figures.of(12_345.6));
      assertEquals("1.25e-05", Figures.of(1.25e-5));
      assertEquals("–", Figures.of(Double.NaN));
      assertEquals("98.7 %", Figures.percent(0.9871));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static PairDistances pairs() {
    PairKind same = PairKind.SAME;
    PairKind different = PairKind.DIFFERENT;
    return new PairDistances(
        new int[] {1, 1, 1, 1, 1},
        new PairKind[] {same, same, different, same, different},
        new double[] {1, 2, 3, 4, 5});
  }

  private static TrainingHistory history(int steps) {
    List<Row> rows = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      rows.add(row(step, step));
    }
    return new TrainingHistory(rows);
  }

  private static Row row(long step, double loss) {
    return new Row(step, step, loss, 0.5, 4, 5, 6, 1e-3, 100);
  }
}
