package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizerTest {

  private static RgbImage grey(int width, int height, int... values) {
    byte[] samples = new byte[3 * values.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) values[i / 3];
    }
    return RgbImage.of(width, height, samples);
  }

  @ParameterizedTest
  @EnumSource(Resizer.Filter.class)
  void aPlainColourStaysItself(Resizer.Filter filter) {
    RgbImage plain = RgbImage.filled(37, 23, 3, 128, 255);
    for (int[] size : new int[][] {{5, 4}, {37, 7}, {80, 50}, {1, 1}, {3, 90}}) {
      assertEquals(
          RgbImage.filled(size[0], size[1], 3, 128, 255),
          Resizer.resize(plain, size[0], size[1], filter));
    }
  }

  @Test
  void areaAveragesWholePixels() {
    RgbImage image = grey(4, 2, 10, 20, 100, 200, 30, 40, 0, 100);
    assertEquals(grey(2, 1, 25, 100), Resizer.resize(image, 2, 1, Resizer.Filter.AREA));
  }

  /**
   * Three pixels onto two: the middle one is shared, (2·10 + 40)/3 = 20 and (40 + 2·100)/3 = 80.
   */
  @Test
  void areaSharesPixelsByOverlap() {
    assertEquals(
        grey(2, 1, 20, 80), Resizer.resize(grey(3, 1, 10, 40, 100), 2, 1, Resizer.Filter.AREA));
  }

  /** Two pixels onto four: outer ones copy, inner ones lie at ¼ and ¾ between the centres. */
  @Test
  void triangleInterpolatesWhenEnlarging() {
    assertEquals(
        grey(4, 1, 0, 25, 75, 100),
        Resizer.resize(grey(2, 1, 0, 100), 4, 1, Resizer.Filter.TRIANGLE));
  }

  @ParameterizedTest
  @EnumSource(Resizer.Filter.class)
  void keepsTheMeanWhenShrinkingByAWholeFactor(Resizer.Filter filter) {
    RgbImage image = TestImages.waves(96, 96, 8);
    assertEquals(mean(image), mean(Resizer.resize(image, 32, 32, filter)), 1.5);
  }

  private static double mean(RgbImage image) {
    double sum = 0;
    for (byte sample : image.toBytes()) {
      sum += sample & 0xFF;
    }
    return sum / image.sampleCount();
  }

  @Test
  void rejectsAnEmptySize() {
    RgbImage image = grey(1, 1, 7);
    assertThrows(
        IllegalArgumentException.class, () -> Resizer.resize(image, 0, 5, Resizer.Filter.AREA));
  }
}
