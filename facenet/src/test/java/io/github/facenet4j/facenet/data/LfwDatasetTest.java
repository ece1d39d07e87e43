package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LfwDatasetTest {
  @TempDir Path root;
  private LfwDataset lfw;

  @BeforeEach
  void makeDataset() {
    lfw = LfwDataset.open(PeopleOnDisk.lfw(root, "Adam", 2, "Mia", 2, "Zoe", 2));
  }

  private void pairs(String... lines) {
    PeopleOnDisk.lines(root.resolve("pairs.txt"), lines);
  }

  private static String failure(Runnable work) {
    String message = assertThrows(DatasetException.class, work::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void readsFoldsOfSameAndDifferentPairs() {
    pairs("2\t1", "Adam\t1\t2", "Adam\t1\tMia\t2", "Zoe\t2\t1", "Mia\t1\tZoe\t1", "");
    List<FacePair> read = lfw.pairs();
    assertEquals(4, read.size());
    assertEquals(
        new FacePair(1, PairKind.SAME, lfw.image("Adam", 1), lfw.image("Adam", 2)), read.get(0));
    assertEquals(
        new FacePair(2, PairKind.DIFFERENT, lfw.image("Mia", 1), lfw.image("Zoe", 1)), read.get(3));
    assertTrue(read.get(3).first().endsWith("images/Mia/Mia_0001.jpg"));
  }

  @Test
  void readsViewOneListsAsOneFold() {
    PeopleOnDisk.lines(root.resolve("pairsDevTest.txt"), "1", "Adam\t1\t2", "Adam\t2\tZoe\t1");
    List<FacePair> read = lfw.pairs("pairsDevTest.txt");
    assertEquals(List.of(1, 1), read.stream().map(FacePair::fold).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Adam|1;Adam|1|Mia|2;line 2: expected 'name<TAB>i<TAB>j' (same pair 1 of 1 of fold 1)",
        "Adam|1|x;Adam|1|Mia|2;line 2: expected a whole number from 1 as image number, found",
        "Adam|0|1;Adam|1|Mia|2;line 2: expected a whole number from 1",
        "Adam|1|1;Adam|1|Mia|2;line 2: expected two different images",
        "Adam|1|2;Adam|1|Adam|2;line 3: expected two different people",
        "Adam|1|2;Adam|1|2;line 3: expected 'name1<TAB>i<TAB>name2<TAB>j'",
        "Adam|1|7;Adam|1|Mia|2;line 2 names the image",
        "Adam|1|2;Nobody|1|Mia|2;line 3 names the image",
      })
  void namesTheLineThatIsWrong(String same, String different, String expected) {
    pairs("1\t1", same.replace('|', '\t'), different.replace('|', '\t'));
    String message = failure(lfw::pairs);
    assertTrue(message.contains("pairs.txt") && message.contains(expected), message);
  }

  @Test
  void namesAWrongHeaderAndWrongLengths() {
    pairs("ten\t300");
    assertTrue(failure(lfw::pairs).contains("line 1: expected a whole number from 1"));
    pairs("1\t2\t3");
    assertTrue(failure(lfw::pairs).contains("line 1: expected a header"));
    pairs("2\t1", "Adam\t1\t2", "Adam\t1\tMia\t2");
    assertTrue(failure(lfw::pairs).contains("ends after line 3"));
    pairs("1\t1", "Adam\t1\t2", "Adam\t1\tMia\t2", "Zoe\t2\t1");
    assertTrue(failure(lfw::pairs).contains("expected the end of the file after 2 pairs"));
    pairs("1\t2000000000", "Adam\t1\t2");
    assertTrue(failure(lfw::pairs).contains("ends after line 2"));
  }

  @Test
  void givesThePeopleOfFolds() {
    PeopleOnDisk.lines(root.resolve("people.txt"), "2", "2", "Adam\t2", "Mia\t2", "1", "Zoe\t2");
    assertEquals(Set.of("Zoe"), lfw.peopleOfFolds(2));
    assertEquals(Set.of("Adam", "Mia", "Zoe"), lfw.peopleOfFolds(1, 2));
    assertEquals(
        List.of("Adam", "Mia"),
        lfw.people().without(lfw.peopleOfFolds(2)).people().stream().map(Person::name).toList());
    assertTrue(failure(() -> lfw.peopleOfFolds(3)).contains("has folds 1 to 2"));
    assertTrue(failure(() -> lfw.peopleOfFolds(0)).contains("Fold 0"));
  }

  @Test
  void readsPeopleListsWithoutFolds() {
    PeopleOnDisk.lines(root.resolve("peopleDevTest.txt"), "2", "Adam\t2", "Mia\t2");
    assertEquals(Set.of("Adam", "Mia"), lfw.peopleOf("peopleDevTest.txt"));
  }

  @Test
  void namesWhatIsWrongInAPeopleList() {
    PeopleOnDisk.lines(root.resolve("people.txt"), "2", "1", "Adam\t2", "1", "Zoe");
    assertTrue(failure(() -> lfw.peopleOfFolds(1)).contains("line 5: expected 'name<TAB>images'"));
    PeopleOnDisk.lines(root.resolve("people.txt"), "1", "2", "Adam\t2", "Adam\t2");
    assertTrue(failure(() -> lfw.peopleOfFolds(1)).contains("each person once"));
  }

  @Test
  void saysWhichFileIsMissing() {
    assertTrue(failure(lfw::pairs).contains("pair list"));
    assertTrue(failure(() -> lfw.peopleOfFolds(1)).contains("people list"));
    assertTrue(failure(() -> LfwDataset.open(root.resolve("no"))).contains("does not exist"));
    assertTrue(failure(() -> LfwDataset.open(root.resolve("images"))).contains("no sub-folder"));
    assertFalse(LfwDataset.looksLikeLfw(root), "pairs.txt is missing");
    pairs("1\t1", "Adam\t1\t2", "Adam\t1\tMia\t2");
    assertTrue(LfwDataset.looksLikeLfw(root));
  }

  @Test
  void findsLandmarksByThePathBelowTheTable() {
    LandmarkTable landmarks = lfw.landmarks();
    assertEquals(6, landmarks.size());
    assertEquals(50, landmarks.of(lfw.image("Mia", 2)).nose().x());
    String message = failure(() -> landmarks.of(lfw.image("Mia", 3)));
    assertTrue(message.contains("no row for 'images/Mia/Mia_0003.jpg'"), message);
  }

  @Test
  void namesTheRowAndColumnThatAreWrong() {
    Path table = root.resolve("landmarks.csv");
    PeopleOnDisk.lines(table, "path,score", "a.jpg,1");
    assertTrue(failure(lfw::landmarks).contains("lacks the column 'eye_left_x'"));
    String header =
        "path,eye_left_x,eye_left_y,eye_right_x,eye_right_y,nose_x,nose_y,mouth_left_x,"
            + "mouth_left_y,mouth_right_x,mouth_right_y";
    PeopleOnDisk.lines(table, header, "a.jpg,1,2,3,4,5,6,7,8,9,10", "b.jpg,1,2,NaN,4,5,6,7,8,9,1");
    String message = failure(lfw::landmarks);
    assertTrue(message.contains("line 3: expected a number as eye_right_x, found 'NaN'"), message);
    PeopleOnDisk.lines(table, header);
    assertTrue(failure(lfw::landmarks).contains("has no rows"));
    PeopleOnDisk.lines(table, header, "a.jpg,1,2");
    assertTrue(failure(lfw::landmarks).contains("landmark table"));
  }
}
