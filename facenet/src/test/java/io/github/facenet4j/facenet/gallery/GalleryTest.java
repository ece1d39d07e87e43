package io.github.facenet4j.facenet.gallery;

import static io.github.facenet4j.facenet.gallery.TestFaces.MODEL;
import static io.github.facenet4j.facenet.gallery.TestFaces.face;
import static io.github.facenet4j.facenet.gallery.TestFaces.people;
import static io.github.facenet4j.facenet.gallery.TestFaces.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  @TempDir private Path folder;

  private Gallery open() throws IOException {
    return Gallery.open(folder.resolve("g"), MODEL);
  }

  @Test
  void whatWasAddedIsThereWhenItIsOpenedAgain() throws IOException {
    List<GalleryFace> faces = people(5, 4, 1);
    try (Gallery gallery = open()) {
      gallery.add(faces);
      assertEquals(20, gallery.size());
    }
    try (Gallery gallery = open()) {
      assertEquals(20, gallery.size());
      assertEquals(new GalleryPerson("person 3", 4), gallery.people().get(3));
      GalleryMatch match = gallery.search(faces.get(7).embedding(), 1).get(0);
      assertEquals(new GalleryMatch("person 1", "person 1/3.jpg", 0), match);
      assertEquals(
          Gallery.Presence.PRESENT, gallery.presenceOf("person 1", "hash of person 1/3.jpg"));
      assertEquals(
          Gallery.Presence.ABSENT, gallery.presenceOf("person 2", "hash of person 1/3.jpg"));
    }
    assertEquals(MODEL, Gallery.modelOf(folder.resolve("g")));
    assertTrue(Gallery.check(folder.resolve("g")).isSound());
  }

  @Test
  void thePersonIsNamedOnceByTheNearestFace() throws IOException {
    List<GalleryFace> faces = people(6, 9, 2);
    try (Gallery gallery = open()) {
      gallery.add(faces);
      List<GalleryMatch> matches = gallery.search(faces.get(0).embedding(), 10);
      assertEquals(6, matches.size());
      assertEquals(6, matches.stream().map(GalleryMatch::person).distinct().count());
    }
  }

  @Test
  void theSamePhotoOfTheSamePersonIsKeptOnce() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    float[] later = unit(random, 32);
    try (Gallery gallery = open()) {
      gallery.add(List.of(face("a", 1, unit(random, 32)), face("b", 1, unit(random, 32))));
      gallery.add(List.of(face("a", 1, later)));
      assertEquals(2, gallery.size());
      assertEquals(0, gallery.search(later, 1).get(0).squaredDistance());
    }
  }

  @Test
  void aRemovedPersonIsGone() throws IOException {
    List<GalleryFace> faces = people(3, 2, 4);
    try (Gallery gallery = open()) {
      gallery.add(faces);
      assertEquals(2, gallery.remove("person 1"));
      assertEquals(0, gallery.remove("nobody"));
      assertEquals(4, gallery.size());
      assertTrue(
          gallery.search(faces.get(2).embedding(), 3).stream()
              .noneMatch(match -> match.person().equals("person 1")));
    }
    try (Gallery gallery = open()) {
      assertEquals(2, gallery.people().size());
    }
  }

  @Test
  void whoIsRemovedIsNotOnTheDisk() throws IOException {
    List<GalleryFace> faces = people(30, 4, 11);
    byte[] embedding = FaceRecord.encode(faces.get(40));
    byte[] part = Arrays.copyOfRange(embedding, 20, 60); // of the numbers
    try (Gallery gallery = open()) {
      gallery.add(faces.subList(0, 60));
      gallery.add(faces.subList(60, 120));
      assertTrue(isOnDisk("person 10".getBytes(StandardCharsets.UTF_8)));
      assertTrue(isOnDisk(part));
      assertEquals(4, gallery.remove("person 10"));
      assertEquals(116, gallery.size());
      assertEquals(0, gallery.search(faces.get(100).embedding(), 1).get(0).squaredDistance());
    }
    assertFalse(isOnDisk("person 10".getBytes(StandardCharsets.UTF_8)));
    assertFalse(isOnDisk(part));
    assertTrue(isOnDisk("person 11".getBytes(StandardCharsets.UTF_8)));
    assertTrue(Gallery.check(folder.resolve("g")).isSound());
  }

  private boolean isOnDisk(byte[] bytes) throws IOException {
    String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void anEmptyGalleryKnowsNobody() throws IOException {
    try (Gallery gallery = open()) {
      assertEquals(List.of(), gallery.search(unit(new SplittableRandom(5), 32), 3));
      assertEquals(List.of(), gallery.people());
      assertEquals(0, gallery.remove("a"));
    }
  }

  @Test
  void embeddingsOfAnotherModelAreRefused() throws IOException {
    open().close();
    GalleryModel other = new GalleryModel("sha256:def", 32);
    String message =
        assertThrows(GalleryException.class, () -> Gallery.open(folder.resolve("g"), other))
            .getMessage();
    assertTrue(message.contains("holds embeddings of model sha256:abc (32 numbers)"), message);
    assertTrue(message.contains("asked was model sha256:def"), message);
    assertThrows(GalleryException.class, () -> Gallery.openReadOnly(folder.resolve("g"), other));
  }

  @Test
  void oneAtATimeWritesAndOthersReadTheLastCommit() throws IOException {
    List<GalleryFace> faces = people(2, 2, 6);
    try (Gallery writer = open()) {
      writer.add(faces.subList(0, 2));
      String message = assertThrows(GalleryException.class, this::open).getMessage();
      assertTrue(message.contains("is being written by another process"), message);
      try (Gallery reader = Gallery.openReadOnly(folder.resolve("g"), MODEL)) {
        writer.add(faces.subList(2, 4));
        assertEquals(2, reader.size());
        assertThrows(IllegalStateException.class, () -> reader.add(faces));
        reader.refresh();
        assertEquals(4, reader.size());
        assertEquals(0, reader.search(faces.get(3).embedding(), 1).get(0).squaredDistance());
      }
    }
  }

  @Test
  void searchesGoOnWhileFacesAreAdded() throws IOException {
    List<GalleryFace> faces = people(40, 5, 7);
    try (Gallery gallery = open()) {
      gallery.add(faces.subList(0, 5));
      Thread adding =
          new Thread(
              () ->
                  IntStream.range(1, 40)
                      .forEach(
                          p -> {
                            try {
                              gallery.add(faces.subList(5 * p, 5 * p + 5));
                            } catch (IOException failed) {
                              throw new IllegalStateException(failed);
                            }
                          }));
      adding.start();
      while (adding.isAlive()) {
        assertEquals("person 0", gallery.search(faces.get(2).embedding(), 1).get(0).person());
      }
      assertEquals(200, gallery.size());
    }
  }

  @Test
  void nonsenseIsRefused() throws IOException {
    float[] one = unit(new SplittableRandom(8), 32);
    assertThrows(IllegalArgumentException.class, () -> face("a", 1, new float[32]));
    float[] nan = one.clone();
    nan[3] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> face("a", 1, nan));
    assertThrows(IllegalArgumentException.class, () -> face(" ", 1, one));
    assertThrows(IllegalArgumentException.class, () -> face("a\nb", 1, one));
    try (Gallery gallery = open()) {
      float[] shorter = unit(new SplittableRandom(9), 16);
      assertThrows(
          IllegalArgumentException.class, () -> gallery.add(List.of(face("a", 1, shorter))));
      assertThrows(IllegalArgumentException.class, () -> gallery.search(shorter, 1));
      assertThrows(IllegalArgumentException.class, () -> gallery.search(one, 0));
    }
  }

  @Test
  void aFolderWithoutAGalleryIsNoneToRead() throws IOException {
    Path bare = Files.createDirectory(folder.resolve("bare"));
    for (Path place : List.of(bare, folder.resolve("missing"))) {
      String message =
          assertThrows(GalleryException.class, () -> Gallery.openReadOnly(place, MODEL))
              .getMessage();
      assertTrue(message.contains("holds no gallery"), message);
      assertThrows(GalleryException.class, () -> Gallery.check(place));
      assertThrows(GalleryException.class, () -> Gallery.repair(place));
    }
  }
}
