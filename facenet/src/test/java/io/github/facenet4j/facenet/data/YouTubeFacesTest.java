package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.FaceBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YouTubeFacesTest {
  private static final String HEADING =
      "split number, pair number, first name, second name, is the name the same\n";

  @TempDir private Path root;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(root.resolve("frame_images_DB"));
    splits("1, 1, Ada/0, Ada/1, 1\n1, 2, Ada/0, Bob/0, 0\n2, 1, Bob/0, Bob/3, 1\n");
    labels(
        "Ada",
        "Ada\\0\\0.10.jpg,0,201,126,78,80,0,0\n"
            + "Ada\\0\\0.9.jpg,0,200,125,78,80,0,0\n"
            + "Ada\\1\\1.555.jpg,0,50,60,40,40,0,0\n");
  }

  private void splits(String lines) throws IOException {
    Files.writeString(root.resolve("splits.txt"), HEADING + lines);
  }

  private void labels(String person, String lines) throws IOException {
    Files.writeString(root.resolve("frame_images_DB/" + person + ".labeled_faces.txt"), lines);
  }

  private static String failure(Runnable work) {
    String message = assertThrows(DatasetException.class, work::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void pairsAreThoseOfTheSplits() {
    assertEquals(
        List.of(
            new VideoPair(1, PairKind.SAME, "Ada/0", "Ada/1"),
            new VideoPair(1, PairKind.DIFFERENT, "Ada/0", "Bob/0"),
            new VideoPair(2, PairKind.SAME, "Bob/0", "Bob/3")),
        YouTubeFaces.open(root).pairs());
  }

  @Test
  void framesComeInOrderOfTheirNumbersUpToTheMost() {
    YouTubeFaces faces = YouTubeFaces.open(root);

    assertEquals(
        new YouTubeFaces.Frame(
            root.resolve("frame_images_DB/Ada/0/0.9.jpg"), new FaceBox(200, 125, 78, 80)),
        faces.frames("Ada/0", 100).get(0));
    assertEquals(2, faces.frames("Ada/0", 100).size());
    assertEquals(1, faces.frames("Ada/0", 1).size());
  }

  @Test
  void malformedAndMissingPartsAreNamed() throws IOException {
    YouTubeFaces faces = YouTubeFaces.open(root);
    assertTrue(failure(() -> faces.frames("Ada/7", 9)).contains("No face of video 'Ada/7'"));
    assertTrue(failure(() -> faces.frames("Bob/0", 9)).contains("does not exist"));
    labels("Bob", "Bob\\0\\0.1.jpg,0,1,1,0,5,0,0\n");
    assertTrue(failure(() -> faces.frames("Bob/0", 9)).contains("positive width"));
    labels("Eve", "..\\0\\0.1.jpg,0,1,1,5,5,0,0\n");
    assertTrue(failure(() -> faces.frames("Eve/0", 9)).contains("line 1"));
    splits("1, 1, Ada/0, ../x/0, 1\n");
    assertTrue(failure(faces::pairs).contains("line 2"));
    splits("");
    assertTrue(failure(faces::pairs).contains("lists no pair"));
    Files.delete(root.resolve("splits.txt"));
    assertTrue(failure(() -> YouTubeFaces.open(root)).contains("needs splits.txt"));
  }
}
