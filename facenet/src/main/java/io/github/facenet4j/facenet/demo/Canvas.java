package io.github.facenet4j.facenet.demo;

import java.util.SplittableRandom;

/** A square picture under construction: interleaved r,g,b, 0 to 1 and beyond. */
final class Canvas {
  final int size;
  final float[] rgb;
  private final float[] spare;

  Canvas(int size) {
    this.size = size;
    this.rgb = new float[size * size * 3];
    this.spare = new float[size * size * 3];
  }

  void blend(int pixel, double r, double g, double b, double alpha) {
    int i = 3 * pixel;
    rgb[i] += (float) ((r - rgb[i]) * alpha);
    rgb[i + 1] += (float) ((g - rgb[i + 1]) * alpha);
    rgb[i + 2] += (float) ((b - rgb[i + 2]) * alpha);
  }

  void blend(int pixel, Rgb colour, double alpha) {
    blend(pixel, colour.r(), colour.g(), colour.b(), alpha);
  }

  /** Blurs by repeated [a, 1−2a, a]; each pass in each direction adds a variance of 2a. */
  void blur(double sigmaPixels) {
    double variance = sigmaPixels * sigmaPixels;
    int passes = (int) Math.ceil(variance / 0.5);
    if (variance < 1e-3) {
      return;
    }
    float a = (float) (variance / passes / 2);
    int stride = 3 * size;
    for (int pass = 0; pass < passes; pass++) {
      for (int row = 0; row < size; row++) {
        int up = Math.max(0, row - 1) * stride;
        int here = row * stride;
        int down = Math.min(size - 1, row + 1) * stride;
        for (int j = 0; j < stride; j++) {
          spare[here + j] = (1 - 2 * a) * rgb[here + j] + a * (rgb[up + j] + rgb[down + j]);
        }
      }
      for (int row = 0; row < size; row++) {
        int start = row * stride;
        for (int j = 0; j < stride; j++) {
          int left = j < 3 ? j : j - 3;
          int right = j + 3 >= stride ? j : j + 3;
          rgb[start + j] =
              (1 - 2 * a) * spare[start + j] + a * (spare[start + left] + spare[start + right]);
        }
      }
    }
  }

  /** Exposure, contrast and sensor noise, then 8-bit levels as a camera stores them. */
  byte[] develop(Capture.Camera camera, long seed) {
    byte[] samples = new byte[rgb.length];
    SplittableRandom random = new SplittableRandom(seed);
    double gain = camera.exposure() * camera.contrast();
    double lift = 0.45 * (1 - camera.contrast());
    // The difference of two uniforms on 16 bits has a variance of 1/6.
    double grain = camera.noise() * Math.sqrt(6) / 65536;
    long bits = 0;
    for (int i = 0; i < rgb.length; i++) {
      bits = (i & 1) == 0 ? random.nextLong() : bits >>> 32;
      double value = rgb[i] * gain + lift + ((bits & 0xFFFF) - (bits >>> 16 & 0xFFFF)) * grain;
      samples[i] = (byte) (int) (Math.max(0, shoulder(value)) * 255 + 0.5);
    }
    return samples;
  }

  /** Compresses highlights above 0.8 as film does, so that bright skin keeps its shape. */
  private static double shoulder(double value) {
    if (value <= 0.8) {
      return value;
    }
    double over = value - 0.8;
    return 0.8 + 0.2 * over / (over + 0.2);
  }
}
