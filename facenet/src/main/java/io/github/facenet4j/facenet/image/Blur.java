package io.github.facenet4j.facenet.image;

import java.util.Arrays;

/** Gaussian smoothing of packed RGB samples; the edge pixel stands for all beyond it. */
final class Blur {
  private Blur() {}

  /**
   * The smoothed samples.
   *
   * @param sigma standard deviation, pixels; the kernel is cut at ±2σ and made to add to 1
   */
  static byte[] gaussian(byte[] samples, int width, int height, double sigma) {
    float[] kernel = kernel(sigma);
    float[] rows = new float[samples.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        accumulateRow(samples, rows, y * width, x, width, kernel);
      }
    }
    byte[] out = new byte[samples.length];
    int stride = RgbImage.CHANNELS * width;
    int radius = kernel.length / 2;
    float[] line = new float[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(line, 0.5f);
      for (int k = 0; k < kernel.length; k++) {
        int from = Math.max(0, Math.min(height - 1, y + k - radius)) * stride;
        for (int i = 0; i < stride; i++) {
          line[i] += kernel[k] * rows[from + i];
        }
      }
      for (int i = 0; i < stride; i++) {
        out[y * stride + i] = (byte) (int) Math.min(line[i], 255.5f);
      }
    }
    return out;
  }

  private static void accumulateRow(
      byte[] in, float[] out, int rowStart, int x, int width, float[] kernel) {
    int radius = kernel.length / 2;
    float red = 0;
    float green = 0;
    float blue = 0;
    for (int k = 0; k < kernel.length; k++) {
      int column = Math.max(0, Math.min(width - 1, x + k - radius));
      int i = RgbImage.CHANNELS * (rowStart + column);
      red += kernel[k] * (in[i] & 0xFF);
      green += kernel[k] * (in[i + 1] & 0xFF);
      blue += kernel[k] * (in[i + 2] & 0xFF);
    }
    int o = RgbImage.CHANNELS * (rowStart + x);
    out[o] = red;
    out[o + 1] = green;
    out[o + 2] = blue;
  }

  private static float[] kernel(double sigma) {
    int radius = (int) Math.ceil(2 * sigma);
    float[] kernel = new float[2 * radius + 1];
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      kernel[k + radius] = (float) Math.exp(-k * k / (2 * sigma * sigma));
      sum += kernel[k + radius];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= (float) sum;
    }
    return kernel;
  }
}
