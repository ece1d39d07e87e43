package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Numbers that can be checked by hand. */
class ClusterQualityTest {

  /** Clusters {a,a,b} and {b,b,c}. */
  @Test
  void aWorkedExample() {
    ClusterQuality quality =
        ClusterQuality.of(new int[] {0, 0, 0, 1, 1, 1}, new int[] {5, 5, 6, 6, 6, 7});
    assertEquals(2, quality.clusters());
    assertEquals(3, quality.people());
    // 6 pairs within clusters, of which aa and bb; 1 + 3 pairs of one person.
    assertEquals(2.0 / 6, quality.pairwisePrecision(), 1e-12);
    assertEquals(2.0 / 4, quality.pairwiseRecall(), 1e-12);
    assertEquals(0.4, quality.pairwiseF(), 1e-12);
    // Precision: (2/3 + 2/3 + 1/3 + 2/3 + 2/3 + 1/3) / 6; recall: (1 + 1 + 1/3 + 2/3 + 2/3 + 1) /
    // 6.
    assertEquals(10.0 / 18, quality.bCubedPrecision(), 1e-12);
    assertEquals(14.0 / 18, quality.bCubedRecall(), 1e-12);
    assertEquals(2 * (10.0 / 18) * (14.0 / 18) / (24.0 / 18), quality.bCubedF(), 1e-12);
    double information =
        (2 * Math.log(6.0 * 2 / (3 * 2)) + Math.log(6.0 / 9)) / 6
            + (2 * Math.log(6.0 * 2 / 9) + Math.log(6.0 / 3)) / 6;
    double entropies = Math.log(2) + (2 * Math.log(3) + 3 * Math.log(2) + Math.log(6)) / 6;
    assertEquals(2 * information / entropies, quality.nmi(), 1e-12);
  }

  @Test
  void whatAgreesIsPerfectWhateverTheNumbersAre() {
    ClusterQuality quality = ClusterQuality.of(new int[] {9, 9, 2, 4}, new int[] {0, 0, 1, 5});
    assertEquals(1, quality.pairwiseF());
    assertEquals(1, quality.bCubedF());
    assertEquals(1, quality.nmi(), 1e-12);
  }

  @Test
  void oneClusterOfAllAndOneForEach() {
    int[] labels = {0, 0, 1, 1};
    ClusterQuality together = ClusterQuality.of(new int[4], labels);
    assertEquals(2.0 / 6, together.pairwisePrecision(), 1e-12);
    assertEquals(1, together.pairwiseRecall());
    assertEquals(0, together.nmi(), 1e-12);
    ClusterQuality apart = ClusterQuality.of(new int[] {0, 1, 2, 3}, labels);
    assertEquals(1, apart.pairwisePrecision());
    assertEquals(0, apart.pairwiseRecall());
    assertEquals(0, apart.pairwiseF());
    assertEquals(1, ClusterQuality.of(new int[3], new int[3]).nmi());
  }

  @Test
  void labelsForOtherFacesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ClusterQuality.of(new int[2], new int[3]));
    assertThrows(IllegalArgumentException.class, () -> ClusterQuality.of(new int[0], new int[0]));
  }
}
