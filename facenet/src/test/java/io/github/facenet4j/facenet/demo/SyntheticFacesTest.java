package io.github.facenet4j.facenet.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.RawPixelBaseline;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyntheticFacesTest {
  private static final CaptureRange WILD = CaptureRange.IN_THE_WILD;
  private static final CaptureRange STUDIO = new CaptureRange(0.06, 0.03, 0.03, 0, 0.2, 0, 0, 0, 0);

  @Test
  void namesFindTheirFaces() {
    SyntheticFaces faces = new SyntheticFaces(40, 5, 3, WILD, 32);
    assertEquals(15, faces.size());
    assertArrayEquals(new int[] {6, 7, 8}, faces.facesByIdentity()[2]);
    assertEquals("person-0042", faces.identityName(2));
    for (int face = 0; face < faces.size(); face++) {
      assertEquals(faces.crop(face), faces.crop(faces.path(face)));
    }
    DatasetException refusal =
        assertThrows(DatasetException.class, () -> faces.crop(Path.of("person-0042", "9.png")));
    assertTrue(refusal.getMessage().contains("person-0042"), refusal.getMessage());
  }

  @Test
  void cropsAreFixedAndViewsAreNewButRepeatable() {
    SyntheticFaces faces = new SyntheticFaces(0, 4, 2, WILD, 32);
    assertEquals(faces.crop(3), faces.crop(3));
    assertNotEquals(faces.crop(2), faces.crop(3));
    assertEquals(view(faces, 3, 1), view(faces, 3, 1));
    assertNotEquals(view(faces, 3, 1), view(faces, 3, 2));
  }

  private static RgbImage view(SyntheticFaces faces, int face, long seed) {
    return faces.view(face, Augmentation.NONE, new SplittableRandom(seed));
  }

  @Test
  void threadsDrawTheSameAsOneThread() {
    SyntheticFaces faces = new SyntheticFaces(0, 20, 5, WILD, 32);
    List<RgbImage> alone = IntStream.range(0, faces.size()).mapToObj(faces::crop).toList();
    List<RgbImage> together =
        IntStream.range(0, faces.size()).parallel().mapToObj(faces::crop).toList();
    assertEquals(alone, together);
  }

  /** In the studio the person decides the face's pixels: one picture finds the other. */
  @Test
  void identityIsVisible() {
    SyntheticFaces faces = new SyntheticFaces(0, 100, 2, STUDIO, 48);
    List<RgbImage> crops =
        IntStream.range(0, faces.size()).mapToObj(i -> faces.crop(i).crop(12, 14, 24, 24)).toList();
    int found = 0;
    for (int person = 0; person < faces.identities(); person++) {
      double best = Double.MAX_VALUE;
      int nearest = -1;
      for (int other = 0; other < faces.identities(); other++) {
        double distance = distance(crops.get(2 * person), crops.get(2 * other + 1));
        if (distance < best) {
          best = distance;
          nearest = other;
        }
      }
      found += nearest == person ? 1 : 0;
    }
    assertTrue(found >= 85, found + " of 100 people were recognised by pixels in the studio");
  }

  private static double distance(RgbImage a, RgbImage b) {
    byte[] left = a.toBytes();
    byte[] right = b.toBytes();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = (left[i] & 0xFF) - (right[i] & 0xFF);
      sum += difference * difference;
    }
    return sum;
  }

  /** In the wild it does not: what a network must learn is not in the pixels as they stand. */
  @Test
  void pixelsSayLittleAboutIdentityInTheWild() {
    SyntheticFaces faces = new SyntheticFaces(900_000, 100, 20, WILD, 48);
    PairDistances pixels = RawPixelBaseline.distances(SyntheticPairs.of(faces, 10, 150, 1), faces);
    double accuracy = VerificationProtocol.LFW.evaluate(pixels).accuracy();
    assertTrue(accuracy > 0.53 && accuracy < 0.70, "raw pixels decide " + accuracy + " rightly");
  }

  @Test
  void refusesEmptyCrowds() {
    assertThrows(IllegalArgumentException.class, () -> new SyntheticFaces(0, 0, 1, WILD, 32));
    assertThrows(IllegalArgumentException.class, () -> new SyntheticFaces(0, 1, 0, WILD, 32));
    assertThrows(IllegalArgumentException.class, () -> new SyntheticFaces(0, 1, 1, WILD, 3));
  }
}
