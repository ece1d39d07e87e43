package io.github.facenet4j.facenet.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticPairsTest {
  private static final SyntheticFaces FACES =
      new SyntheticFaces(0, 23, 4, CaptureRange.IN_THE_WILD, 32);

  @Test
  void everyFoldHasItsOwnPeopleAndAsManyPairsOfEachKind() {
    List<FacePair> pairs = SyntheticPairs.of(FACES, 5, 12, 1);
    assertEquals(5 * 2 * 12, pairs.size());
    Map<String, Integer> foldOf = new HashMap<>();
    Set<FacePair> seen = new HashSet<>(pairs);
    assertEquals(pairs.size(), seen.size(), "no pair comes twice");
    for (FacePair pair : pairs) {
      String first = pair.first().getName(0).toString();
      String second = pair.second().getName(0).toString();
      assertEquals(pair.kind() == PairKind.SAME, first.equals(second));
      assertNotEquals(pair.first(), pair.second());
      for (String person : List.of(first, second)) {
        assertEquals(pair.fold(), foldOf.computeIfAbsent(person, name -> pair.fold()));
      }
    }
    assertEquals(23, foldOf.size(), "everyone is asked about");
  }

  @Test
  void theSeedDecidesThePairs() {
    assertEquals(SyntheticPairs.of(FACES, 2, 10, 1), SyntheticPairs.of(FACES, 2, 10, 1));
    assertNotEquals(SyntheticPairs.of(FACES, 2, 10, 1), SyntheticPairs.of(FACES, 2, 10, 2));
  }

  @Test
  void refusesMorePairsThanAFoldHas() {
    // A fold of 4 people with 4 pictures has 4·6 = 24 same pairs.
    assertEquals(24 * 2 * 5, SyntheticPairs.of(FACES, 5, 24, 1).size());
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> SyntheticPairs.of(FACES, 5, 25, 1));
    assertTrue(refusal.getMessage().contains("24"), refusal.getMessage());
    assertThrows(IllegalArgumentException.class, () -> SyntheticPairs.of(FACES, 12, 1, 1));
  }
}
