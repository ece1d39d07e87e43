package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocCurveTest {
  private static final double EPS = 1e-12;

  private static RocCurve of(double[] same, double[] different) {
    return RocCurve.of(TestPairs.of(same, different));
  }

  @Test
  void goesFromNothingToEverything() {
    RocCurve roc = of(new double[] {0.1, 0.3}, new double[] {0.3, 0.7});
    assertEquals(
        List.of(
            new RocCurve.Point(Double.NEGATIVE_INFINITY, 0, 0),
            new RocCurve.Point(0.1, 0, 0.5),
            new RocCurve.Point(0.3, 0.5, 1),
            new RocCurve.Point(0.7, 1, 1)),
        roc.points());
  }

  @Test
  void isPerfectWhereTheKindsAreApart() {
    RocCurve roc = of(new double[] {0.1, 0.2}, new double[] {0.3, 0.7, 0.8});
    assertEquals(1, roc.areaUnderCurve(), EPS);
    assertEquals(0, roc.equalErrorRate(), EPS);
  }

  @Test
  void isWorthlessWhenEveryDistanceIsTheSame() {
    RocCurve roc = of(new double[] {1, 1}, new double[] {1, 1, 1});
    assertEquals(0.5, roc.areaUnderCurve(), EPS);
    assertEquals(0.5, roc.equalErrorRate(), EPS);
  }

  @Test
  void isWorseThanWorthlessWhenTheKindsAreExchanged() {
    RocCurve roc = of(new double[] {2, 3}, new double[] {0, 1});
    assertEquals(0, roc.areaUnderCurve(), EPS);
    assertEquals(1, roc.equalErrorRate(), EPS);
  }

  /** Of the 6 (same, different) couples 4 are in order and one ties: (4 + ½)/6. */
  @Test
  void countsCouplesInOrderAndTiesByHalf() {
    RocCurve roc = of(new double[] {1, 3}, new double[] {2, 3, 4});
    assertEquals(4.5 / 6, roc.areaUnderCurve(), EPS);
  }

  /** At (0.25, 0.75) a quarter is wrongly accepted and a quarter wrongly refused. */
  @Test
  void findsTheEqualErrorRateOnAPoint() {
    RocCurve roc = of(new double[] {1, 2, 3, 9}, new double[] {2.5, 5, 6, 7});
    assertEquals(0.25, roc.equalErrorRate(), EPS);
  }

  /** From (0, ½) straight to (⅓, 1): FAR = FRR where t/3 = ½ − t/2, t = 0.6, rate 0.2. */
  @Test
  void interpolatesTheEqualErrorRateAcrossATie() {
    RocCurve roc = of(new double[] {1, 2}, new double[] {2, 3, 4});
    assertEquals(0.2, roc.equalErrorRate(), EPS);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 30, 1_000_000})
  void theAreaIsWhatTheTrapezoidRuleGives(int levels) {
    for (int seed = 0; seed < 20; seed++) {
      RocCurve roc = RocCurve.of(TestPairs.random(seed, 1, 80, levels));
      double area = 0;
      RocCurve.Point before = roc.points().get(0);
      for (RocCurve.Point point : roc.points()) {
        double width = point.falseAcceptRate() - before.falseAcceptRate();
        area += width * (point.trueAcceptRate() + before.trueAcceptRate()) / 2;
        before = point;
      }
      assertEquals(area, roc.areaUnderCurve(), 1e-9);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 30, 1_000_000})
  void ratesAreThoseOfCountingPairs(int levels) {
    PairDistances pairs = TestPairs.random(7, 1, 90, levels);
    for (RocCurve.Point point : RocCurve.of(pairs).points()) {
      ThresholdResult counted = ThresholdResult.of(pairs, Math.nextUp(point.distance()));
      assertEquals(counted.falseAcceptRate(), point.falseAcceptRate(), EPS);
      assertEquals(counted.trueAcceptRate(), point.trueAcceptRate(), EPS);
    }
  }

  @Test
  void thinningKeepsTheEndsAndTheCorners() {
    RocCurve roc = RocCurve.of(TestPairs.random(3, 1, 400, 1_000_000));
    List<RocCurve.Point> thin = roc.thinned(20);
    assertEquals(20, thin.size());
    assertEquals(roc.points().get(0), thin.get(0));
    assertEquals(roc.points().get(roc.points().size() - 1), thin.get(19));
    assertTrue(roc.points().containsAll(thin));
    RocCurve clean = of(new double[] {1, 2, 3}, new double[] {4, 5, 6});
    assertEquals(3, clean.thinned(50).size(), "start, the corner at (0, 1), end");
    assertThrows(IllegalArgumentException.class, () -> roc.thinned(1));
  }

  @Test
  void needsBothKinds() {
    assertThrows(IllegalArgumentException.class, () -> of(new double[] {1}, new double[0]));
    assertThrows(IllegalArgumentException.class, () -> of(new double[0], new double[] {1}));
  }
}
