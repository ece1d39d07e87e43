package io.github.facenet4j.facenet.image;

import java.util.random.RandomGenerator;

/**
 * Draws one random training view of a face: geometry, then light, then damage.
 *
 * <p>Mirror, rotation, scale and shift are composed with the alignment into one affine map, so
 * pixels are interpolated once. Where a view looks beyond the window it sees reflected pixels, as a
 * black edge would tell the views of one picture by their frame.
 */
public final class AugmentedView {
  /** ITU-R BT.601 luma in 16-bit fixed point. */
  private static final int[] LUMA = {19595, 38470, 7471};

  private AugmentedView() {}

  /**
   * A view of the face in {@code window}.
   *
   * @param window source pixels with the alignment to the crop
   * @param width columns of the crop
   * @param height rows of the crop
   * @param augmentation what may change and how much
   * @param random source of the choices; equal seeds give equal views
   */
  public static RgbImage draw(
      PhotoWindow window,
      int width,
      int height,
      Augmentation augmentation,
      RandomGenerator random) {
    AffineMap geometry = geometry(width, height, augmentation, random);
    AffineMap toWindow = geometry.then(window.toCrop().inverse().asAffine());
    byte[] samples = Warp.samples(window.pixels(), toWindow, width, height, Border.REFLECT);
    applyLight(samples, augmentation, random);
    if (chance(augmentation.greyProbability(), random)) {
      removeColour(samples);
    }
    if (chance(augmentation.blurProbability(), random)) {
      samples = soften(samples, width, height, random);
    }
    if (chance(augmentation.erasureProbability(), random)) {
      erase(samples, width, height, random);
    }
    return RgbImage.adopt(width, height, samples);
  }

  private static boolean chance(double probability, RandomGenerator random) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** From a position in the view to a position in the aligned crop. */
  private static AffineMap geometry(
      int width, int height, Augmentation augmentation, RandomGenerator random) {
    double sign = chance(augmentation.mirrorProbability(), random) ? -1 : 1;
    double angle = Augmentation.deviate(random, augmentation.rotationSd());
    double scale = Math.exp(Augmentation.deviate(random, augmentation.scaleSd()));
    double shiftX = Augmentation.deviate(random, augmentation.shiftSd()) * width;
    double shiftY = Augmentation.deviate(random, augmentation.shiftSd()) * width;
    double cos = scale * Math.cos(angle);
    double sin = scale * Math.sin(angle);
    double cx = (width - 1) / 2.0;
    double cy = (height - 1) / 2.0;
    // p ↦ c + scale·R(angle)·diag(sign, 1)·(p − c) + shift
    return new AffineMap(
        cos * sign,
        -sin,
        cx + shiftX - cos * sign * cx + sin * cy,
        sin * sign,
        cos,
        cy + shiftY - sin * sign * cx - cos * cy);
  }

  /** One table per channel: gain, gamma, contrast about mid-grey, brightness. */
  private static void applyLight(
      byte[] samples, Augmentation augmentation, RandomGenerator random) {
    double gamma = Math.exp(Augmentation.deviate(random, augmentation.gammaSd()));
    double contrast = Math.exp(Augmentation.deviate(random, augmentation.contrastSd()));
    double brightness = Augmentation.deviate(random, augmentation.brightnessSd());
    byte[][] tables = new byte[RgbImage.CHANNELS][];
    for (int c = 0; c < tables.length; c++) {
      double gain = Math.exp(Augmentation.deviate(random, augmentation.gainSd()));
      tables[c] = toneTable(gain, gamma, contrast, brightness);
    }
    for (int i = 0; i < samples.length; i += RgbImage.CHANNELS) {
      samples[i] = tables[0][samples[i] & 0xFF];
      samples[i + 1] = tables[1][samples[i + 1] & 0xFF];
      samples[i + 2] = tables[2][samples[i + 2] & 0xFF];
    }
  }

  private static byte[] toneTable(double gain, double gamma, double contrast, double brightness) {
    byte[] table = new byte[256];
    for (int v = 0; v < table.length; v++) {
      double toned = gamma == 1 ? v : 255 * Math.pow(v / 255.0, gamma);
      double value = (gain * toned - 127.5) * contrast + 127.5 + brightness;
      table[v] = (byte) (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }
    return table;
  }

  private static void removeColour(byte[] samples) {
    for (int i = 0; i < samples.length; i += RgbImage.CHANNELS) {
      int luma =
          LUMA[0] * (samples[i] & 0xFF)
              + LUMA[1] * (samples[i + 1] & 0xFF)
              + LUMA[2] * (samples[i + 2] & 0xFF);
      byte grey = (byte) ((luma + (1 << 15)) >> 16);
      samples[i] = grey;
      samples[i + 1] = grey;
      samples[i + 2] = grey;
    }
  }

  /** Out of focus or, every other time, from a photo of fewer pixels. */
  private static byte[] soften(byte[] samples, int width, int height, RandomGenerator random) {
    if (random.nextBoolean()) {
      return Blur.gaussian(samples, width, height, random.nextDouble(0.6, 1.6) * width / 96);
    }
    double factor = random.nextDouble(1.3, 2.6);
    RgbImage small =
        Resizer.resize(
            RgbImage.adopt(width, height, samples),
            Math.max(1, (int) (width / factor)),
            Math.max(1, (int) (height / factor)),
            Resizer.Filter.AREA);
    return Resizer.resize(small, width, height, Resizer.Filter.TRIANGLE).samples();
  }

  /** Covers a rectangle with mid-grey or, every other time, with a random colour. */
  private static void erase(byte[] samples, int width, int height, RandomGenerator random) {
    int w = Math.max(1, (int) (random.nextDouble(0.12, 0.45) * width));
    int h = Math.max(1, (int) (random.nextDouble(0.12, 0.45) * height));
    int left = random.nextInt(width - w + 1);
    int top = random.nextInt(height - h + 1);
    int colour = random.nextBoolean() ? 0x7F7F7F : random.nextInt(1 << 24);
    for (int y = top; y < top + h; y++) {
      for (int i = 3 * (y * width + left), end = i + 3 * w; i < end; i += RgbImage.CHANNELS) {
        samples[i] = (byte) (colour >> 16);
        samples[i + 1] = (byte) (colour >> 8);
        samples[i + 2] = (byte) colour;
      }
    }
  }
}
