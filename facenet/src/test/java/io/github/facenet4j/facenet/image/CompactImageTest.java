package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactImageTest {

  @ParameterizedTest
  @CsvSource({"8,6", "7,5", "1,1", "2,1", "1,9"})
  void greyComesBackExactly(int width, int height) {
    byte[] samples = TestImages.noise(width, height, 3).toBytes();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = samples[i - i % 3];
    }
    RgbImage grey = RgbImage.of(width, height, samples);
    assertEquals(grey, CompactImage.of(grey).toRgb());
  }

  /**
   * Luma is off by at most ½ and each colour difference by at most ½ before its factor 1.402, 1.772
   * or both of green's, 1.06: with the last rounding at most 0.5 + 0.89 + 0.5 &lt; 2.
   */
  @ParameterizedTest
  @CsvSource({"255,0,0", "0,255,0", "0,0,255", "12,200,99", "255,255,0", "1,2,3", "250,128,5"})
  void aPlainColourComesBackWithinRounding(int red, int green, int blue) {
    RgbImage plain = RgbImage.filled(5, 4, red, green, blue);
    assertTrue(TestImages.largestDifference(plain, CompactImage.of(plain).toRgb()) < 2);
  }

  @Test
  void slowColourComesBackClosely() {
    RgbImage waves = TestImages.waves(61, 47, 5);
    assertTrue(TestImages.largestDifference(waves, CompactImage.of(waves).toRgb()) <= 6);
  }

  @Test
  void takesHalfTheBytes() {
    assertEquals(100 * 80 * 3 / 2, CompactImage.of(TestImages.waves(100, 80, 1)).bytes());
    assertEquals(5 * 3 + 2 * 3 * 2, CompactImage.of(TestImages.waves(5, 3, 1)).bytes());
  }
}
