package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentedViewTest {
  private static final int WIDTH = 48;
  private static final int HEIGHT = 56;
  private static final RgbImage PHOTO = TestImages.waves(160, 150, 9);
  private static final SimilarityTransform ALIGNMENT = new SimilarityTransform(0.8, 0.1, -30, -40);

  private static PhotoWindow window(double margin) {
    return PhotoWindow.cut(PHOTO, ALIGNMENT, WIDTH, HEIGHT, margin);
  }

  private static RgbImage view(PhotoWindow window, Augmentation augmentation, long seed) {
    return AugmentedView.draw(window, WIDTH, HEIGHT, augmentation, new SplittableRandom(seed));
  }

  /** Every knob at 0 but those named. */
  private static Augmentation only(double contrast, double brightness, double grey, double erase) {
    return new Augmentation(0, 0, 0, 0, contrast, 0, brightness, 0, grey, 0, erase);
  }

  private static Augmentation geometry(double rotation, double scale, double shift) {
    return new Augmentation(0, rotation, scale, shift, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void withoutAugmentationItIsTheAlignedCrop() {
    RgbImage crop = Aligner.warp(PHOTO, ALIGNMENT, WIDTH, HEIGHT);
    // The window shifts coordinates by whole pixels, so a half may fall to the other side.
    RgbImage drawn = view(window(0), Augmentation.NONE, 1);
    assertTrue(TestImages.largestDifference(crop, drawn) <= 1);
  }

  @Test
  void mirrorsWithTheGivenProbability() {
    PhotoWindow window = window(0);
    RgbImage crop = view(window, Augmentation.NONE, 1);
    RgbImage always = view(window, Augmentation.NONE.withMirror(1), 1);
    assertTrue(TestImages.largestDifference(crop.mirrored(), always) <= 1);
    int mirrored = 0;
    for (int seed = 0; seed < 200; seed++) {
      RgbImage drawn = view(window, Augmentation.MIRROR, seed);
      mirrored += TestImages.largestDifference(crop, drawn) > 1 ? 1 : 0;
    }
    // 100 expected, standard deviation √50 ≈ 7: five of them.
    assertTrue(mirrored > 65 && mirrored < 135, mirrored + " of 200 mirrored");
  }

  @Test
  void equalSeedsGiveEqualViewsAndOthersDiffer() {
    Augmentation strong = Augmentation.ofStrength(1);
    PhotoWindow window = window(strong.reach(WIDTH, HEIGHT));
    assertEquals(view(window, strong, 5), view(window, strong, 5));
    assertNotEquals(view(window, strong, 5), view(window, strong, 6));
  }

  /** Otherwise cached windows would show reflected pixels where the photo has real ones. */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.6, 1})
  void viewsStayWithinTheReachThatWindowsKeep(double strength) {
    Augmentation augmentation = geometry(0.10 * strength, 0.07 * strength, 2.5 / 96 * strength);
    PhotoWindow kept = window(augmentation.reach(WIDTH, HEIGHT));
    PhotoWindow whole = new PhotoWindow(PHOTO, ALIGNMENT);
    assertTrue(kept.pixels().width() < PHOTO.width(), "the window is a part of the photo");
    for (int seed = 0; seed < 200; seed++) {
      RgbImage fromWindow = view(kept, augmentation, seed);
      RgbImage fromPhoto = view(whole, augmentation, seed);
      assertTrue(
          TestImages.largestDifference(fromWindow, fromPhoto) <= 1,
          "view " + seed + " looked beyond its window");
    }
  }

  @Test
  void lightChangesAreOneCurveForAllPixels() {
    RgbImage drawn = view(window(0), only(0.2, 20, 0, 0), 3);
    RgbImage crop = view(window(0), Augmentation.NONE, 3);
    int[] curve = new int[256];
    Arrays.fill(curve, -1);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int from = crop.sample(x, y, 1);
        int to = drawn.sample(x, y, 1);
        assertTrue(curve[from] < 0 || curve[from] == to);
        curve[from] = to;
      }
    }
    assertNotEquals(crop, drawn);
  }

  @Test
  void greyViewsHaveNoColour() {
    RgbImage drawn = view(window(0), only(0, 0, 1, 0), 3);
    RgbImage crop = view(window(0), Augmentation.NONE, 3);
    for (int x = 0; x < WIDTH; x++) {
      int luma = drawn.sample(x, 20, 0);
      assertEquals(luma, drawn.sample(x, 20, 1));
      assertEquals(luma, drawn.sample(x, 20, 2));
      double expected =
          0.299 * crop.sample(x, 20, 0)
              + 0.587 * crop.sample(x, 20, 1)
              + 0.114 * crop.sample(x, 20, 2);
      assertEquals(expected, luma, 0.51);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void erasureCoversOneRectangleOfTheStatedSize(long seed) {
    RgbImage drawn = view(window(0), only(0, 0, 0, 1), seed);
    RgbImage crop = view(window(0), Augmentation.NONE, seed);
    int covered = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        covered +=
            crop.sample(x, y, 0) == drawn.sample(x, y, 0)
                    && crop.sample(x, y, 1) == drawn.sample(x, y, 1)
                    && crop.sample(x, y, 2) == drawn.sample(x, y, 2)
                ? 0
                : 1;
      }
    }
    // A few covered pixels may happen to have the covering colour.
    assertTrue(covered > 0.9 * 0.10 * WIDTH * 0.10 * HEIGHT, covered + " pixels");
    assertTrue(covered <= 0.45 * WIDTH * 0.45 * HEIGHT, covered + " pixels");
  }

  @Test
  void blurKeepsPlainColoursAndFlattensNoise() {
    byte[] plain = RgbImage.filled(20, 10, 9, 99, 199).toBytes();
    assertEquals(
        RgbImage.of(20, 10, plain), RgbImage.of(20, 10, Blur.gaussian(plain, 20, 10, 1.2)));
    byte[] noise = TestImages.noise(40, 40, 2).toBytes();
    assertTrue(spread(Blur.gaussian(noise, 40, 40, 1.2)) < 0.4 * spread(noise));
  }

  /** Half of them by a Gaussian, half by fewer pixels. */
  @Test
  void softenedViewsAreSmootherThanThePhoto() {
    RgbImage noise = TestImages.noise(96, 96, 2);
    PhotoWindow window = new PhotoWindow(noise, new SimilarityTransform(1, 0, 0, 0));
    Augmentation soft = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
    for (int seed = 0; seed < 20; seed++) {
      RgbImage drawn = AugmentedView.draw(window, 96, 96, soft, new SplittableRandom(seed));
      assertTrue(spread(drawn.toBytes()) < 0.8 * spread(noise.toBytes()), "seed " + seed);
    }
  }

  private static double spread(byte[] samples) {
    double sum = 0;
    double squares = 0;
    for (byte sample : samples) {
      sum += sample & 0xFF;
      squares += (sample & 0xFF) * (sample & 0xFF);
    }
    return Math.sqrt(squares / samples.length - Math.pow(sum / samples.length, 2));
  }

  @Test
  void theStrengthIsOneKnobFromMirrorOnly() {
    assertEquals(Augmentation.MIRROR, Augmentation.ofStrength(0));
    assertTrue(
        Augmentation.ofStrength(1).reach(96, 96) > Augmentation.ofStrength(0.5).reach(96, 96));
    assertEquals(0, Augmentation.NONE.reach(96, 96));
    assertEquals(0, Augmentation.ofStrength(1).withoutErasure().erasureProbability());
    assertThrows(IllegalArgumentException.class, () -> Augmentation.ofStrength(-0.1));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.ofStrength(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.NONE.withMirror(1.5));
    assertThrows(IllegalArgumentException.class, () -> geometry(-1, 0, 0));
  }

  @Test
  void smallPicturesCanBeAugmentedToo() {
    PhotoWindow tiny =
        new PhotoWindow(TestImages.noise(3, 2, 1), new SimilarityTransform(1, 0, 0, 0));
    for (int seed = 0; seed < 50; seed++) {
      RgbImage drawn =
          AugmentedView.draw(tiny, 3, 2, Augmentation.ofStrength(2), new SplittableRandom(seed));
      assertEquals("3x2", drawn.sizeText());
    }
  }
}
