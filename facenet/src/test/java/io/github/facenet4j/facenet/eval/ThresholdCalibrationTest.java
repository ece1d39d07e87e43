package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdCalibrationTest {
  private static final double EPS = 1e-12;

  private static double best(double[] same, double[] different) {
    return ThresholdCalibration.bestAccuracy(TestPairs.of(same, different));
  }

  @Test
  void liesInTheMiddleOfACleanGap() {
    assertEquals(1.0, best(new double[] {0.2, 0.6}, new double[] {1.4, 2}), EPS);
  }

  /** Both 0.4|0.6 → 0.5 and 0.8|1.0 → 0.9 decide 3 of 4 rightly; 0.6|0.8 only 2. */
  @Test
  void averagesAllBestMidpoints() {
    assertEquals(0.7, best(new double[] {0.4, 0.8}, new double[] {0.6, 1.0}), EPS);
  }

  /** The tied 0.5s are accepted together, so 0.5 is no cut between them: best is 0.5|1 → 0.75. */
  @Test
  void doesNotCutThroughTies() {
    assertEquals(0.75, best(new double[] {0.5, 0.5}, new double[] {0.5, 1.0}), EPS);
  }

  @Test
  void refusesEverythingWhenAllDistancesAreEqual() {
    double threshold = best(new double[] {0, 0}, new double[] {0, 0});
    assertEquals(0, threshold);
    PairDistances collapsed = TestPairs.of(new double[] {0, 0}, new double[] {0, 0});
    assertEquals(0.5, ThresholdResult.of(collapsed, threshold).accuracy());
  }

  @Test
  void needsPairsOfBothKinds() {
    String onlySame =
        assertThrows(IllegalArgumentException.class, () -> best(new double[] {1, 2}, new double[0]))
            .getMessage();
    assertTrue(onlySame.contains("2 same and 0 different"), onlySame);
    assertThrows(IllegalArgumentException.class, () -> best(new double[0], new double[] {1}));
    assertThrows(IllegalArgumentException.class, () -> best(new double[0], new double[0]));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 40, 1_000_000})
  void equalsTheDefinitionTriedOutThresholdByThreshold(int levels) {
    for (int seed = 0; seed < 20; seed++) {
      PairDistances pairs = TestPairs.random(seed, 1, 60, levels);
      double[] distinct =
          IntStream.range(0, pairs.size())
              .mapToDouble(pairs::distance)
              .sorted()
              .distinct()
              .toArray();
      double[] midpoints =
          IntStream.range(1, distinct.length)
              .mapToDouble(i -> (distinct[i - 1] + distinct[i]) / 2)
              .toArray();
      int mostCorrect =
          (int) Arrays.stream(midpoints).map(t -> correct(pairs, t)).max().getAsDouble();
      double expected =
          DoubleStream.of(midpoints)
              .filter(t -> correct(pairs, t) == mostCorrect)
              .average()
              .getAsDouble();
      assertEquals(expected, ThresholdCalibration.bestAccuracy(pairs), 1e-9);
    }
  }

  private static int correct(PairDistances pairs, double threshold) {
    return pairs.accepted(PairKind.SAME, threshold)
        + pairs.count(PairKind.DIFFERENT)
        - pairs.accepted(PairKind.DIFFERENT, threshold);
  }

  /** Of 2,700 negatives 2.7 may pass: the third smallest is the threshold, two lie below it. */
  @ParameterizedTest
  @CsvSource({"0.001,2700,2", "0,2700,0", "0.29,100,29", "0.999,10,9", "0.1,5,0"})
  void acceptsTheFloorOfTheAllowedShare(double far, int negatives, int accepted) {
    double[] different = IntStream.range(0, negatives).mapToDouble(i -> 1 + i / 1e4).toArray();
    PairDistances pairs = TestPairs.of(new double[0], different);
    double threshold = ThresholdCalibration.atFalseAcceptRate(pairs, far);
    assertEquals(different[accepted], threshold);
    assertEquals(accepted, pairs.accepted(PairKind.DIFFERENT, threshold));
  }

  @Test
  void neverAcceptsMoreThanAllowedWhenDistancesTie() {
    PairDistances pairs = TestPairs.of(new double[0], new double[] {1, 2, 2, 2, 3});
    double threshold = ThresholdCalibration.atFalseAcceptRate(pairs, 0.4);
    assertEquals(2, threshold);
    assertEquals(1, pairs.accepted(PairKind.DIFFERENT, threshold));
  }

  @Test
  void rejectsRatesAndPairsItCannotServe() {
    PairDistances pairs = TestPairs.of(new double[] {1}, new double[] {2});
    for (double far : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> ThresholdCalibration.atFalseAcceptRate(pairs, far));
    }
    PairDistances same = TestPairs.of(new double[] {1}, new double[0]);
    assertThrows(
        IllegalArgumentException.class, () -> ThresholdCalibration.atFalseAcceptRate(same, 0.1));
  }

  @Test
  void aResultCountsDecisions() {
    PairDistances pairs =
        TestPairs.of(new double[] {0.1, 0.2, 0.9}, new double[] {0.3, 1.1, 1.2, 1.3});
    ThresholdResult result = ThresholdResult.of(pairs, 0.5);
    assertEquals(new ThresholdResult(0.5, 3, 4, 2, 1), result);
    assertEquals(5 / 7.0, result.accuracy(), EPS);
    assertEquals(Math.sqrt(5 / 7.0 * (2 / 7.0) / 7), result.accuracyStandardError(), EPS);
    assertEquals(2 / 3.0, result.trueAcceptRate(), EPS);
    assertEquals(0.25, result.falseAcceptRate(), EPS);
    assertThrows(IllegalArgumentException.class, () -> ThresholdResult.of(pairs, Double.NaN));
    PairDistances none = TestPairs.of(new double[0], new double[0]);
    assertThrows(IllegalArgumentException.class, () -> ThresholdResult.of(none, 1));
  }
}
