package io.github.facenet4j.facenet.gallery;

import static io.github.facenet4j.facenet.gallery.TestFaces.MODEL;
import static io.github.facenet4j.facenet.gallery.TestFaces.people;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bit of whatever file is flipped, no wrong answer comes out, and the rest is saved. */
class DamagedGalleryTest {
  private static final int FLIPS_A_FILE = 12;

  @TempDir private Path folder;
  private Path gallery;
  private Map<String, GalleryFace> kept;

  @BeforeEach
  void fill() throws IOException {
    gallery = folder.resolve("g");
    kept = new HashMap<>();
    try (Gallery open = Gallery.open(gallery, MODEL)) {
      for (int i = 0; i < 3; i++) {
        List<GalleryFace> faces = new ArrayList<>();
        for (GalleryFace face : people(4, 5, i)) {
          faces.add(
              new GalleryFace(
                  face.person() + "/" + i, face.source(), face.contentHash(), face.embedding()));
        }
        open.add(faces);
        faces.forEach(face -> kept.put(face.person() + face.source(), face));
      }
      open.remove("person 2/1");
      kept.values().removeIf(face -> face.person().equals("person 2/1"));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(gallery)) {
      return all.filter(Files::isRegularFile).filter(file -> file.toFile().length() > 0).toList();
    }
  }

  private Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    try (Stream<Path> all = Files.walk(gallery)) {
      for (Path file : all.toList()) {
        Files.copy(file, target.resolve(gallery.relativize(file)));
      }
    }
    return target;
  }

  @Test
  void everyFlippedBitIsFoundOrHarmlessAndTheRestIsSaved() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    int found = 0;
    int number = 0;
    List<Path> files = files();
    assertTrue(files.size() >= 6, files.toString());
    for (Path file : files) {
      for (int i = 0; i < FLIPS_A_FILE; i++) {
        Path damaged = copy("damaged" + number++);
        Path victim = damaged.resolve(gallery.relativize(file));
        byte[] bytes = Files.readAllBytes(victim);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(victim, bytes);
        found += check(damaged, victim) ? 1 : 0;
      }
    }
    assertTrue(found > number / 2, found + " of " + number);
  }

  /** Whether damage was told. */
  private boolean check(Path damaged, Path victim) throws IOException {
    boolean usable = isUsable(damaged);
    GalleryCheck before = Gallery.check(damaged);
    if (before.isSound()) {
      assertTrue(usable, "a gallery that is sound must open: " + victim);
      return false;
    }
    String told = String.join("; ", before.damages());
    assertTrue(
        told.contains(victim.getFileName().toString()) || told.contains("segment"),
        victim + " is not named: " + told);
    GalleryCheck repaired = Gallery.repair(damaged);
    try (Gallery open = Gallery.open(damaged, MODEL)) {
      assertEquals(repaired.faces(), open.size());
      assertTrue(open.size() + repaired.lost() >= kept.size(), told);
      open.forEachFace(this::requireKept);
    }
    assertTrue(Gallery.check(damaged).isSound());
    assertTrue(Files.isDirectory(damaged.resolveSibling(damaged.getFileName() + ".damaged")));
    return true;
  }

  private boolean isUsable(Path damaged) throws IOException {
    boolean usable = true;
    try (Gallery open = Gallery.openReadOnly(damaged, MODEL)) {
      assertEquals(kept.size(), open.size());
      open.forEachFace(this::requireKept);
    } catch (GalleryException told) {
      assertTrue(told.getMessage().contains("gallery check"), told.getMessage());
      assertEquals(1, told.getMessage().lines().count());
      usable = false;
    }
    try {
      Gallery.open(damaged, MODEL).close();
    } catch (GalleryException told) {
      assertTrue(told.getMessage().contains("gallery check"), told.getMessage());
      usable = false;
    }
    return usable;
  }

  private void requireKept(GalleryFace face) {
    GalleryFace original = kept.get(face.person() + face.source());
    assertTrue(original != null, "a face that was never added: " + face.person());
    assertArrayEquals(original.embedding(), face.embedding());
  }

  @Test
  void oneDamagedFaceCostsOneFace() throws IOException {
    byte[] record = FaceRecord.encode(kept.values().iterator().next());
    int flipped = 0;
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      int at = indexOf(bytes, record);
      if (at >= 0) {
        bytes[at + record.length / 2] ^= 4;
        Files.write(file, bytes);
        flipped++;
      }
    }
    assertEquals(1, flipped);
    GalleryCheck check = Gallery.check(gallery);
    assertEquals(1, check.lost());
    assertEquals(kept.size() - 1, check.faces());
    assertEquals(kept.size() - 1, Gallery.repair(gallery).faces());
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void aSoundGalleryIsLeftAloneByARepair() throws IOException {
    GalleryCheck repaired = Gallery.repair(gallery);
    assertTrue(repaired.isSound());
    assertEquals(kept.size(), repaired.faces());
    assertFalse(Files.exists(gallery.resolveSibling("g.damaged")));
  }

  @Test
  void aGalleryThatIsBeingWrittenIsNotRepaired() throws IOException {
    try (Gallery open = Gallery.open(gallery, MODEL)) {
      assertEquals(kept.size(), open.size());
      Path victim = gallery.resolve("copies");
      Path copy;
      try (Stream<Path> all = Files.list(victim)) {
        copy = all.sorted().findFirst().orElseThrow();
      }
      Path original = gallery.resolve(copy.getFileName());
      byte[] bytes = Files.readAllBytes(original);
      bytes[bytes.length / 2] ^= 1;
      Files.write(original, bytes);
      String message =
          assertThrows(GalleryException.class, () -> Gallery.repair(gallery)).getMessage();
      assertTrue(message.contains("is being written"), message);
    }
  }
}
