package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignerTest {

  private static SimilarityTransform shift(double x, double y) {
    return new SimilarityTransform(1, 0, x, y);
  }

  private static SimilarityTransform turn(double scale, double angle, double x, double y) {
    return new SimilarityTransform(scale * Math.cos(angle), scale * Math.sin(angle), x, y);
  }

  @Test
  void theIdentityCopies() {
    RgbImage image = TestImages.noise(12, 9, 1);
    assertEquals(image, Aligner.warp(image, shift(0, 0), 12, 9));
  }

  @Test
  void aShiftMovesPixelsAndFillsWithBlack() {
    RgbImage image = TestImages.noise(6, 5, 2);
    RgbImage moved = Aligner.warp(image, shift(2, 1), 6, 5);
    assertEquals(image.sample(0, 0, 1), moved.sample(2, 1, 1));
    assertEquals(image.sample(3, 3, 2), moved.sample(5, 4, 2));
    assertEquals(0, moved.sample(1, 4, 0));
    assertEquals(0, moved.sample(5, 0, 0));
  }

  /** Samples 10 and 11 meet at 10.5, which floor(v + ½) makes 11. */
  @Test
  void roundsHalvesUpwards() {
    RgbImage image = RgbImage.of(2, 1, new byte[] {10, 0, 4, 11, 1, 4});
    RgbImage moved = Aligner.warp(image, shift(-0.5, 0), 1, 1);
    assertEquals(11, moved.sample(0, 0, 0));
    assertEquals(1, moved.sample(0, 0, 1));
    assertEquals(4, moved.sample(0, 0, 2));
  }

  /** A quarter of a pixel beyond the left edge: ¾ of 200 and ¼ of black. */
  @Test
  void blendsWithBlackAtTheEdge() {
    RgbImage image = RgbImage.filled(1, 1, 200, 100, 40);
    RgbImage moved = Aligner.warp(image, shift(0.25, 0), 1, 1);
    assertEquals(150, moved.sample(0, 0, 0));
    assertEquals(75, moved.sample(0, 0, 1));
    assertEquals(30, moved.sample(0, 0, 2));
  }

  /** Plain bilinear sampling at every fourth pixel would see black or white, never the mean. */
  @Test
  void halvesAFinePatternInsteadOfSkippingPixels() {
    byte[] stripes = new byte[3 * 64 * 64];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i / 3 % 2 == 0 ? 0 : 200);
    }
    RgbImage photo = RgbImage.of(64, 64, stripes);
    RgbImage small = Aligner.warp(photo, turn(0.25, 0, 0, 0), 16, 16);
    assertEquals(100, small.sample(8, 8, 0));
    assertEquals(100, small.sample(3, 12, 2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 0.7, 1, 1.7})
  void aWindowGivesWhatTheWholePhotoGives(double scale) {
    RgbImage photo = TestImages.waves(160, 150, 4);
    SimilarityTransform toCrop = turn(scale, 0.3, 20 - 60 * scale, 10 - 50 * scale);
    PhotoWindow window = PhotoWindow.cut(photo, toCrop, 40, 44, 0);
    RgbImage direct = Aligner.warp(photo, toCrop, 40, 44);
    RgbImage through = Aligner.warp(window.pixels(), window.toCrop(), 40, 44);
    // Translating the map rounds coordinates differently, so a half may fall to the other side.
    assertTrue(TestImages.largestDifference(direct, through) <= 1);
  }

  @Test
  void aWindowIsNoLargerThanNeeded() {
    RgbImage photo = TestImages.waves(400, 300, 4);
    PhotoWindow window = PhotoWindow.cut(photo, shift(-100, -50), 40, 30, 5);
    assertTrue(window.pixels().width() <= 40 + 10 + 5, window.pixels().sizeText());
    assertTrue(window.pixels().height() <= 30 + 10 + 5, window.pixels().sizeText());
    assertEquals(photo.sample(100, 50, 0), sampleAt(window, 0, 0));
  }

  private static int sampleAt(PhotoWindow window, double cropX, double cropY) {
    ImagePoint p = window.toCrop().inverse().apply(new ImagePoint(cropX, cropY));
    return window.pixels().sample((int) Math.round(p.x()), (int) Math.round(p.y()), 0);
  }

  @Test
  void aCropOutsideThePhotoIsAnError() {
    RgbImage photo = TestImages.waves(50, 50, 4);
    String message =
        assertThrows(ImageException.class, () -> PhotoWindow.cut(photo, shift(-500, 0), 20, 20, 2))
            .getMessage();
    assertTrue(message.contains("the photo is 50x50"), message);
  }

  @Test
  void bringsThePointsOfAFaceOntoTheTemplate() {
    FaceTemplate template = FaceTemplate.OPENFACE_96X96;
    SimilarityTransform toPhoto = turn(1.3, -0.2, 40, 30);
    double[] xy =
        template.landmarks().points().stream()
            .map(toPhoto::apply)
            .flatMapToDouble(p -> DoubleStream.of(p.x(), p.y()))
            .toArray();
    byte[] samples = new byte[3 * 250 * 250];
    FaceLandmarks face = FaceLandmarks.of(xy);
    int noseX = (int) Math.round(face.nose().x());
    int noseY = (int) Math.round(face.nose().y());
    for (int y = noseY - 2; y <= noseY + 2; y++) {
      for (int x = noseX - 2; x <= noseX + 2; x++) {
        samples[3 * (250 * y + x)] = (byte) 255;
      }
    }
    RgbImage crop = Aligner.align(RgbImage.of(250, 250, samples), face, template);
    assertEquals("96x96", crop.sizeText());
    assertEquals(255, crop.sample(47, 41, 0), "the red spot lies on the template's nose");
    assertEquals(0, crop.sample(60, 41, 0));
  }
}
