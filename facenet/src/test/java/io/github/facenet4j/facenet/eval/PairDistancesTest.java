package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.PairKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairDistancesTest {
  private static final PairDistances PAIRS =
      TestPairs.folds(new double[][] {{0.5, 0.2}, {0.9}}, new double[][] {{1.5}, {0.9, 2}});

  @Test
  void splitsByFold() {
    assertEquals(6, PAIRS.size());
    assertEquals(2, PAIRS.foldCount());
    assertEquals(3, PAIRS.inFold(1).size());
    assertArrayEquals(new double[] {0.9}, PAIRS.outsideFold(1).sorted(PairKind.SAME));
    assertEquals(0, PAIRS.inFold(7).size());
  }

  @Test
  void acceptsOnlyBelowTheThreshold() {
    assertEquals(2, PAIRS.accepted(PairKind.SAME, 0.9));
    assertEquals(0, PAIRS.accepted(PairKind.DIFFERENT, 0.9));
    assertEquals(3, PAIRS.accepted(PairKind.SAME, Math.nextUp(0.9)));
    assertEquals(1, PAIRS.accepted(PairKind.DIFFERENT, Math.nextUp(0.9)));
  }

  @Test
  void sortsEachKind() {
    assertArrayEquals(new double[] {0.2, 0.5, 0.9}, PAIRS.sorted(PairKind.SAME));
    assertArrayEquals(new double[] {0.9, 1.5, 2}, PAIRS.sorted(PairKind.DIFFERENT));
    assertEquals(3, PAIRS.count(PairKind.SAME));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void rejectsDistancesThatAreNoNumbers(double distance) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TestPairs.of(new double[] {0.1, distance}, new double[] {1}))
            .getMessage();
    assertTrue(message.contains("distance of pair 2 is " + distance), message);
    assertTrue(message.contains("check the weights"), message);
  }

  @Test
  void rejectsColumnsThatDisagreeAndFoldsFromZero() {
    PairKind[] kind = {PairKind.SAME};
    assertThrows(
        IllegalArgumentException.class,
        () -> new PairDistances(new int[] {1, 1}, kind, new double[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PairDistances(new int[] {0}, kind, new double[] {1}));
  }
}
