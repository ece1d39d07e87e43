package io.github.facenet4j.facenet.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.demo.Capture.Cover;
import io.github.facenet4j.facenet.demo.Capture.Occlusion;
import io.github.facenet4j.facenet.demo.Capture.Pose;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceRendererTest {
  private static final int SIZE = 48;

  @Test
  void drawsTheSamePixelsForTheSameSeedsWhateverWasDrawnBefore() {
    FaceRenderer used = new FaceRenderer(SIZE);
    for (long seed = 0; seed < 20; seed++) {
      used.render(SyntheticPerson.of(seed), Capture.of(seed, CaptureRange.IN_THE_WILD));
    }
    for (long seed = 0; seed < 20; seed++) {
      SyntheticPerson person = SyntheticPerson.of(seed);
      Capture capture = Capture.of(100 + seed, CaptureRange.IN_THE_WILD);
      assertEquals(new FaceRenderer(SIZE).render(person, capture), used.render(person, capture));
    }
  }

  @Test
  void drawsTheSamePixelsOnEveryJvm() {
    FaceRenderer renderer = new FaceRenderer(SIZE);
    CRC32 sum = new CRC32();
    for (long seed = 0; seed < 200; seed++) {
      Capture capture = Capture.of(seed, CaptureRange.IN_THE_WILD);
      sum.update(renderer.render(SyntheticPerson.of(seed), capture).toBytes());
    }
    assertEquals(
        CHECKSUM,
        sum.getValue(),
        "the pictures changed: right after a change of the renderer, else a platform difference");
  }

  /** Of 200 pictures; computed by this test. */
  private static final long CHECKSUM = 3894380700L;

  @Test
  void neighbouringSeedsGiveDifferentPeople() {
    Set<Object> parts = new HashSet<>();
    List<SyntheticPerson> crowd = SyntheticPerson.crowd(0, 500);
    for (SyntheticPerson person : crowd) {
      parts.addAll(List.of(person.head(), person.skin(), person.eyes(), person.nose()));
    }
    assertEquals(4 * crowd.size(), parts.size());
  }

  @Test
  void theFeaturesMoveToTheSideThatTheHeadTurnsTo() {
    for (long seed = 0; seed < 20; seed++) {
      SyntheticPerson person = SyntheticPerson.of(seed);
      int left = shift(person, -0.35);
      int right = shift(person, 0.35);
      assertTrue(left < 0 && right > 0, "person " + seed + ": " + left + " and " + right);
    }
  }

  /** By how many columns the middle of the frontal face is found elsewhere in the turned one. */
  private static int shift(SyntheticPerson person, double yaw) {
    FaceRenderer renderer = new FaceRenderer(SIZE);
    RgbImage frontal = renderer.render(person, portrait(new Pose(0, 0, 0), Cover.NONE));
    RgbImage turned = renderer.render(person, portrait(new Pose(yaw, 0, 0), Cover.NONE));
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int shift = -8; shift <= 8; shift++) {
      long sum = 0;
      for (int y = SIZE * 50 / 100; y < SIZE * 82 / 100; y++) {
        for (int x = SIZE * 40 / 100; x < SIZE * 60 / 100; x++) {
          sum += Math.abs(frontal.sample(x, y, 1) - turned.sample(x + shift, y, 1));
        }
      }
      if (sum < least) {
        least = sum;
        best = shift;
      }
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource(value = Cover.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void somethingInTheWayHidesPartOfTheFaceAndNotAllOfIt(Cover cover) {
    FaceRenderer renderer = new FaceRenderer(SIZE);
    SyntheticPerson person = SyntheticPerson.of(3);
    RgbImage free = renderer.render(person, portrait(new Pose(0, 0, 0), Cover.NONE));
    RgbImage covered = renderer.render(person, portrait(new Pose(0, 0, 0), cover));
    int changed = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        changed += Math.abs(free.sample(x, y, 1) - covered.sample(x, y, 1)) > 16 ? 1 : 0;
      }
    }
    double share = changed / (double) (SIZE * SIZE);
    assertTrue(share > 0.03 && share < 0.5, cover + " changes " + share + " of the picture");
  }

  @Test
  void picturesAreNeitherBlackNorBurntOutNorFlat() {
    FaceRenderer renderer = new FaceRenderer(SIZE);
    for (long seed = 0; seed < 300; seed++) {
      SyntheticPerson person = SyntheticPerson.of(seed);
      RgbImage image = renderer.render(person, Capture.of(seed, CaptureRange.IN_THE_WILD));
      double sum = 0;
      double squares = 0;
      byte[] samples = image.toBytes();
      for (byte sample : samples) {
        sum += sample & 0xFF;
        squares += (sample & 0xFF) * (sample & 0xFF);
      }
      double mean = sum / samples.length;
      double deviation = Math.sqrt(squares / samples.length - mean * mean);
      assertTrue(mean > 20 && mean < 225, "seed " + seed + ": mean level " + mean);
      assertTrue(deviation > 10, "seed " + seed + ": deviation " + deviation);
    }
  }

  @Test
  void sizeOnlyChangesTheResolution() {
    SyntheticPerson person = SyntheticPerson.of(11);
    RgbImage small = new FaceRenderer(32).render(person, Capture.portrait(1));
    RgbImage large = new FaceRenderer(128).render(person, Capture.portrait(1));
    double difference = 0;
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int block = 0;
        for (int i = 0; i < 16; i++) {
          block += large.sample(4 * x + i % 4, 4 * y + i / 4, 1);
        }
        difference += Math.abs(block / 16.0 - small.sample(x, y, 1)) / (32 * 32);
      }
    }
    assertTrue(difference < 6, "mean difference of levels " + difference);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 15, 2049})
  void refusesSizesItCannotDraw(int size) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new FaceRenderer(size));
    assertTrue(refusal.getMessage().contains("got " + size), refusal.getMessage());
  }

  @Test
  void refusesRangesThatMakeNoSense() {
    assertAll(
        () -> assertThrows(IllegalArgumentException.class, () -> range(-0.1, 0.5)),
        () -> assertThrows(IllegalArgumentException.class, () -> range(Double.NaN, 0.5)),
        () -> assertThrows(IllegalArgumentException.class, () -> range(0.1, 1.5)));
  }

  @Test
  void labelsAreTheSameInEveryLocale() {
    assertEquals("person-0042", SyntheticPerson.of(42).label());
    assertNotEquals(SyntheticPerson.of(1).label(), SyntheticPerson.of(2).label());
  }

  private static CaptureRange range(double yaw, double occlusion) {
    return new CaptureRange(yaw, 0, 0, 0, 0, occlusion, 0, 0, 0);
  }

  private static Capture portrait(Pose pose, Cover cover) {
    Capture base = Capture.portrait(5);
    return new Capture(
        base.seed(),
        pose,
        base.light(),
        base.expression(),
        new Occlusion(cover, 0.5, 1, Rgb.hex(0xB02020)),
        base.backdrop(),
        base.camera());
  }
}
