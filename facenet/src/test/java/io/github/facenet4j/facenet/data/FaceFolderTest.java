package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceFolderTest {
  @TempDir Path root;

  private FaceFolder people(Object... namesAndCounts) {
    return FaceFolder.open(PeopleOnDisk.lfw(root, namesAndCounts).resolve("images"));
  }

  private static String failure(Runnable work) {
    String message = assertThrows(DatasetException.class, work::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static List<String> names(FaceFolder folder) {
    return folder.people().stream().map(Person::name).toList();
  }

  @Test
  void listsPeopleAndImagesByName() {
    FaceFolder folder = people("Zoe", 1, "Adam", 3, "Mia", 2);
    assertEquals(List.of("Adam", "Mia", "Zoe"), names(folder));
    assertEquals(6, folder.imageCount());
    assertTrue(folder.people().get(0).images().get(2).endsWith("Adam_0003.jpg"));
  }

  @Test
  void ignoresWhatIsNoImage() throws IOException {
    people("Adam", 1);
    Files.createDirectories(root.resolve("images/Empty"));
    Files.writeString(root.resolve("images/Adam/notes.txt"), "x");
    Files.writeString(root.resolve("images/Adam/.hidden.jpg"), "x");
    Files.writeString(root.resolve("images/stray.jpg"), "x");
    FaceFolder folder = FaceFolder.open(root.resolve("images"));
    assertEquals(List.of("Adam"), names(folder));
    assertEquals(1, folder.imageCount());
  }

  @Test
  void filtersByNameAndByCount() {
    FaceFolder folder = people("Adam", 3, "Mia", 2, "Zoe", 1);
    assertEquals(List.of("Adam", "Zoe"), names(folder.without(Set.of("Mia", "Nobody"))));
    assertEquals(List.of("Mia"), names(folder.only(Set.of("Mia"))));
    assertEquals(List.of("Adam", "Mia"), names(folder.withAtLeast(2)));
    assertEquals(3, folder.people().size(), "the folder itself is unchanged");
  }

  @Test
  void drawsWholePeopleUpToANumberOfImages() {
    FaceFolder folder = people("Adam", 3, "Mia", 3, "Zoe", 3, "Eve", 3);
    FaceFolder three = folder.atMost(5);
    FaceFolder nine = folder.atMost(9);
    assertEquals(3, three.imageCount());
    assertEquals(9, nine.imageCount());
    assertTrue(names(nine).containsAll(names(three)));
    assertEquals(names(folder), names(folder.atMost(12)));
    assertTrue(failure(() -> folder.atMost(2)).contains("as few as 2 images"));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertTrue(failure(() -> FaceFolder.open(root.resolve("no"))).contains("does not exist"));
    Path file = Files.writeString(root.resolve("file"), "x");
    assertTrue(failure(() -> FaceFolder.open(file)).contains("is not a folder"));
    assertTrue(failure(() -> FaceFolder.open(root)).contains("holds no person"));
  }

  @Test
  void onePersonAloneCannotBeTrainedOn() {
    FaceFolder folder = people("Adam", 5);
    String message = failure(() -> folder.requireTriplets(1, 2));
    assertTrue(message.contains("at least two people") && message.contains("'Adam'"), message);
  }

  @Test
  void nobodyLeftCannotBeTrainedOn() {
    FaceFolder folder = people("Adam", 2, "Mia", 2).without(Set.of("Adam", "Mia"));
    assertTrue(failure(() -> folder.requireTriplets(2, 2)).contains("none after exclusion"));
  }

  @Test
  void peopleWithOneImageHaveNoPositives() {
    FaceFolder folder = people("Adam", 1, "Mia", 1, "Zoe", 2);
    assertEquals(folder, folder.requireTriplets(1, 2));
    String message = failure(() -> folder.requireTriplets(2, 2));
    assertTrue(message.contains("2 people with at least 2 images"), message);
    assertTrue(message.contains("1 have (most: 'Zoe' with 2)"), message);
  }
}
