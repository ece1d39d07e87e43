package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report shows of a set of distances: histogram and extreme pairs. */
class DistanceReportsTest {

  @Test
  void countsDistancesInEqualBinsFromZero() {
    PairDistances pairs =
        TestPairs.of(new double[] {0, 0.4, 0.5, 0.99}, new double[] {1.0, 1.5, 2.0});
    DistanceHistogram histogram = DistanceHistogram.of(pairs, 4);
    assertEquals(0, histogram.from());
    assertEquals(0.5, histogram.binWidth());
    assertArrayEquals(new int[] {2, 2, 0, 0}, histogram.same());
    assertArrayEquals(new int[] {0, 0, 1, 2}, histogram.different());
  }

  @Test
  void everyPairFallsIntoABin() {
    for (int seed = 0; seed < 20; seed++) {
      PairDistances pairs = TestPairs.random(seed, 1, 300, 1_000_000);
      DistanceHistogram histogram = DistanceHistogram.of(pairs, 1 + seed);
      assertEquals(150, Arrays.stream(histogram.same()).sum());
      assertEquals(150, Arrays.stream(histogram.different()).sum());
    }
  }

  @Test
  void copesWithNegativeAndWithEqualDistances() {
    PairDistances negative = TestPairs.of(new double[] {-1}, new double[] {1});
    assertArrayEquals(new int[] {1, 0}, DistanceHistogram.of(negative, 2).same());
    PairDistances zero = TestPairs.of(new double[] {0, 0}, new double[] {0});
    assertArrayEquals(new int[] {2, 0, 0}, DistanceHistogram.of(zero, 3).same());
    assertThrows(IllegalArgumentException.class, () -> DistanceHistogram.of(zero, 0));
    PairDistances none = TestPairs.of(new double[0], new double[0]);
    assertThrows(IllegalArgumentException.class, () -> DistanceHistogram.of(none, 3));
  }

  /** Pairs 0..3 are same, 4..6 different. */
  @Test
  void ranksPairsOfOneKindTiesByNumber() {
    PairDistances pairs =
        TestPairs.of(new double[] {0.5, 0.1, 0.5, 0.3}, new double[] {0.2, 0.9, 0.2});
    assertEquals(List.of(1, 3, 0), PairRanking.nearest(pairs, PairKind.SAME, 3));
    assertEquals(List.of(0, 2), PairRanking.farthest(pairs, PairKind.SAME, 2));
    assertEquals(List.of(4, 6), PairRanking.nearest(pairs, PairKind.DIFFERENT, 2));
    assertEquals(List.of(5, 4, 6), PairRanking.farthest(pairs, PairKind.DIFFERENT, 99));
  }
}
