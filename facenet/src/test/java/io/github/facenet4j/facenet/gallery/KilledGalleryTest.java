package io.github.facenet4j.facenet.gallery;

import static io.github.facenet4j.facenet.gallery.TestFaces.MODEL;
import static io.github.facenet4j.facenet.gallery.TestFaces.face;
import static io.github.facenet4j.facenet.gallery.TestFaces.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that adds faces is killed at random moments: what it acknowledged is there. */
class KilledGalleryTest {
  private static final int KILLS = 24;
  private static final int LONGEST_MILLIS = 120;

  /** Adds faces from a number on, and says after each that it is kept. */
  static final class Adding {
    private Adding() {}

    public static void main(String[] arguments) throws IOException {
      int number = Integer.parseInt(arguments[1]);
      try (Gallery gallery = Gallery.open(Path.of(arguments[0]), MODEL)) {
        while (true) {
          gallery.add(List.of(numbered(number)));
          System.out.println(number);
          System.out.flush();
          number++;
        }
      }
    }
  }

  private static GalleryFace numbered(int number) {
    return face("person " + number % 7, number, unit(new SplittableRandom(number), 32));
  }

  @Test
  void nothingThatWasAcknowledgedIsLost(@TempDir Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    Path place = folder.resolve("g");
    int next = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      boolean early = kill % 3 == 0;
      int millis = random.nextInt(1, early ? 4 * LONGEST_MILLIS : LONGEST_MILLIS);
      next =
          addUntilKilled(place, next, early ? Moment.AFTER_START : Moment.AFTER_FIRST, millis) + 1;
      try (Gallery gallery = Gallery.open(place, MODEL)) {
        // The last one may be kept without having been acknowledged.
        long size = gallery.size();
        assertTrue(size == next || size == next + 1, size + " faces, " + next + " acknowledged");
        for (int number : new int[] {0, next / 2, next - 1}) {
          if (number < 0 || number >= size) {
            continue;
          }
          assertEquals(
              0, gallery.search(numbered(number).embedding(), 1).get(0).squaredDistance(), 1e-12);
        }
        next = (int) size;
      }
      assertTrue(Gallery.check(place).isSound());
    }
    assertTrue(next > KILLS, "faces were added: " + next);
  }

  /** From when on the time to the kill runs. */
  private enum Moment {
    AFTER_START,
    AFTER_FIRST
  }

  /** The last number that was acknowledged. */
  private static int addUntilKilled(Path place, int from, Moment moment, int millis)
      throws Exception {
    // Into a file: a pipe is closed with the process, and what it holds is lost.
    Path acknowledged = Files.createTempFile(place.getParent(), "acknowledged", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Adding.class.getName(),
                place.toString(),
                Integer.toString(from))
            .redirectOutput(acknowledged.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (moment == Moment.AFTER_FIRST && Files.size(acknowledged) == 0) {
        Thread.sleep(1);
      }
      Thread.sleep(millis);
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(acknowledged);
    return lines.isEmpty() ? from - 1 : Integer.parseInt(lines.get(lines.size() - 1));
  }
}
