package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  private static final byte[] TWO_PIXELS = {10, 20, 30, (byte) 200, (byte) 210, (byte) 220};

  @Test
  void keepsItsOwnCopyOfTheSamples() {
    byte[] samples = TWO_PIXELS.clone();
    RgbImage image = RgbImage.of(2, 1, samples);
    samples[0] = 99;
    image.toBytes()[1] = 99;
    assertArrayEquals(TWO_PIXELS, image.toBytes());
  }

  @Test
  void givesSamplesAsUnsignedNumbers() {
    RgbImage image = RgbImage.of(2, 1, TWO_PIXELS);
    assertEquals(10, image.sample(0, 0, 0));
    assertEquals(220, image.sample(1, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> image.sample(2, 0, 0));
  }

  @Test
  void rejectsSizesThatDoNotMatchTheSamples() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> RgbImage.of(3, 1, TWO_PIXELS));
    assertEquals(
        "An RGB image of 3x1 needs 3*width*height samples and a positive size, got 6 samples",
        error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> RgbImage.of(0, 0, new byte[0]));
    // 3·65536·65536 is 0 in 32 bits.
    assertThrows(IllegalArgumentException.class, () -> RgbImage.of(65536, 65536, new byte[0]));
  }

  @Test
  void subtractsTheMeanThenScalesEachChannel() {
    float[] target = new float[8];
    RgbImage.of(2, 1, TWO_PIXELS)
        .toFloats(
            target, 1, ChannelOrder.RGB, new float[] {10, 0, 20}, new float[] {1, 0.5f, 0.1f});
    assertArrayEquals(new float[] {0, 0, 10, 1, 190, 105, 20, 0}, target);
  }

  @Test
  void writesBlueFirstWhenAskedAndKeepsEachChannelsOwnMean() {
    float[] target = new float[6];
    RgbImage.of(2, 1, TWO_PIXELS)
        .toFloats(target, 0, ChannelOrder.BGR, new float[] {10, 20, 30}, new float[] {1, 2, 3});
    assertArrayEquals(new float[] {0, 0, 0, 3 * 190, 2 * 190, 190}, target);
  }

  @Test
  void rejectsATargetThatIsTooShort() {
    RgbImage image = RgbImage.of(2, 1, TWO_PIXELS);
    float[] triple = {0, 0, 0};
    assertThrows(
        IllegalArgumentException.class,
        () -> image.toFloats(new float[6], 1, ChannelOrder.RGB, triple, triple));
    assertThrows(
        IllegalArgumentException.class,
        () -> image.toFloats(new float[6], 0, ChannelOrder.RGB, new float[1], triple));
  }

  @Test
  void mirroringExchangesColumnsAndTwiceIsTheSamePicture() {
    RgbImage image = TestImages.noise(7, 4, 1);
    RgbImage mirrored = image.mirrored();
    assertEquals(image.sample(0, 2, 1), mirrored.sample(6, 2, 1));
    assertNotEquals(image, mirrored);
    assertEquals(image, mirrored.mirrored());
  }

  @Test
  void cropsWholePixels() {
    RgbImage image = TestImages.noise(7, 5, 2);
    RgbImage crop = image.crop(2, 1, 3, 4);
    assertEquals("3x4", crop.sizeText());
    assertEquals(image.sample(4, 4, 2), crop.sample(2, 3, 2));
    assertThrows(IllegalArgumentException.class, () -> image.crop(5, 0, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> image.crop(-1, 0, 3, 1));
  }

  @Test
  void picturesAreEqualByContent() {
    assertEquals(TestImages.noise(5, 3, 7), TestImages.noise(5, 3, 7));
    assertEquals(TestImages.noise(5, 3, 7).hashCode(), TestImages.noise(5, 3, 7).hashCode());
    assertNotEquals(TestImages.noise(5, 3, 7), TestImages.noise(3, 5, 7));
  }
}
