package io.github.facenet4j.facenet.image;

import java.util.SplittableRandom;

/** Pictures drawn by formula, so that no photo needs to be stored. */
public final class TestImages {
  private TestImages() {}

  /** Independent random samples. */
  public static RgbImage noise(int width, int height, long seed) {
    byte[] samples = new byte[3 * width * height];
    new SplittableRandom(seed).nextBytes(samples);
    return RgbImage.of(width, height, samples);
  }

  /** Slow waves of colour that differ with the seed, like a photo out of focus. */
  public static RgbImage waves(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] phase = random.doubles(9, 0, 6).toArray();
    byte[] samples = new byte[3 * width * height];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++, i++) {
          double wave =
              Math.sin(x / (8 + phase[c]) + phase[3 + c])
                  + Math.cos(y / (9 + phase[3 + c]) + phase[6 + c]);
          samples[i] = (byte) (int) (127.5 + 60 * wave);
        }
      }
    }
    return RgbImage.of(width, height, samples);
  }

  /** The largest difference of two samples at one place. */
  public static int largestDifference(RgbImage a, RgbImage b) {
    byte[] x = a.toBytes();
    byte[] y = b.toBytes();
    if (x.length != y.length) {
      throw new AssertionError("sizes differ: " + a + " and " + b);
    }
    int largest = 0;
    for (int i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs((x[i] & 0xFF) - (y[i] & 0xFF)));
    }
    return largest;
  }
}
