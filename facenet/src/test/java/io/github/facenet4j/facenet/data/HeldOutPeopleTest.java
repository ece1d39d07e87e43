package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is kept out of training and which pairs of them are measured. */
class HeldOutPeopleTest {
  private static final int MOST = 40;

  @TempDir private Path folder;

  /** People p0, p1, … with so many images each; nothing is decoded. */
  private FaceFolder people(int... images) throws IOException {
    for (int person = 0; person < images.length; person++) {
      Path own = Files.createDirectories(folder.resolve("p" + person));
      for (int image = 0; image < images[person]; image++) {
        Files.createFile(own.resolve(image + ".png"));
      }
    }
    return FaceFolder.open(folder);
  }

  private static String person(Path image) {
    return image.getParent().getFileName().toString();
  }

  @Test
  void aShareOfThePeopleIsChosenByTheirNamesAlone() throws IOException {
    FaceFolder twenty = people(IntStream.range(0, 20).map(i -> 1).toArray());
    Set<String> quarter = HeldOutPeople.choose(twenty, 0.25);

    assertEquals(5, quarter.size());
    assertEquals(quarter, HeldOutPeople.choose(twenty, 0.25));
    assertTrue(
        HeldOutPeople.choose(twenty, 0.5).containsAll(quarter), "a larger share adds people");
    assertNotEquals(
        twenty.people().stream().map(Person::name).limit(5).collect(Collectors.toSet()), quarter);
    assertEquals(2, HeldOutPeople.choose(twenty, 0.001).size(), "one person makes no pair of two");
    for (double share : new double[] {0, 1, -1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> HeldOutPeople.choose(twenty, share));
    }
  }

  @Test
  void pairsAreDistinctAsManyOfEachKindAndOfTheKindTheyClaim() throws IOException {
    List<FacePair> pairs = HeldOutPeople.pairs(people(3, 30, 1, 2, 5), MOST);

    assertEquals(2 * MOST, pairs.size());
    assertEquals(2 * MOST, new HashSet<>(pairs).size());
    for (FacePair pair : pairs) {
      boolean same = person(pair.first()).equals(person(pair.second()));
      assertEquals(pair.kind() == PairKind.SAME, same, pair::toString);
      assertNotEquals(pair.first(), pair.second());
    }
    assertEquals(pairs, HeldOutPeople.pairs(FaceFolder.open(folder), MOST));
  }

  @Test
  void peopleTakeTurnsSoThatOneWithManyImagesDoesNotCrowdOutTheRest() throws IOException {
    Map<String, Long> same =
        HeldOutPeople.pairs(people(4, 30, 1, 2, 4), 16).stream()
            .filter(pair -> pair.kind() == PairKind.SAME)
            .collect(Collectors.groupingBy(pair -> person(pair.first()), Collectors.counting()));

    // p3 has one pair and p0 and p4 six; p1 with 435 makes up the rest, p2 has none.
    assertEquals(Map.of("p0", 5L, "p1", 5L, "p3", 1L, "p4", 5L), same);
  }

  @Test
  void fewImagesGiveFewPairsAndNoneIsAnErrorThatSaysWhatIsThere() throws IOException {
    FaceFolder few = people(2, 1);
    assertEquals(2, HeldOutPeople.pairs(few, MOST).size());
    FaceFolder alone = few.only(Set.of("p0"));
    var refused = assertThrows(DatasetException.class, () -> HeldOutPeople.pairs(alone, MOST));
    assertTrue(refused.getMessage().contains("are 1 with 2 images"), refused::getMessage);
  }
}
