package io.github.facenet4j.facenet.image;

import java.util.Arrays;

/**
 * Changes the size of whole images, one direction after the other.
 *
 * <p>Edges map to edges: output pixel j covers {@code [j·s, (j+1)·s)} of the input, with {@code s =
 * input/output}. Every output pixel is a weighted mean of input pixels with weights that add to 1,
 * so a plain colour stays itself.
 */
public final class Resizer {

  /** How input pixels are weighted. */
  public enum Filter {
    /** By the length of the overlap with the output pixel: area averaging when shrinking. */
    AREA {
      @Override
      double weight(double centre, double step, int pixel) {
        double from = Math.max(pixel, centre - step / 2);
        double to = Math.min(pixel + 1, centre + step / 2);
        return Math.max(0, to - from);
      }

      @Override
      double reach(double step) {
        return step / 2;
      }
    },
    /** By a triangle as wide as two output or two input pixels, whichever is wider. */
    TRIANGLE {
      @Override
      double weight(double centre, double step, int pixel) {
        return Math.max(0, 1 - Math.abs(pixel + 0.5 - centre) / Math.max(1, step));
      }

      @Override
      double reach(double step) {
        return Math.max(1, step);
      }
    };

    abstract double weight(double centre, double step, int pixel);

    abstract double reach(double step);
  }

  /** Which pixels of one line enter each output pixel, and how much. */
  private record Taps(int[] first, float[][] weights) {
    static Taps of(int input, int output, Filter filter) {
      double step = (double) input / output;
      int[] first = new int[output];
      float[][] weights = new float[output][];
      for (int j = 0; j < output; j++) {
        double centre = (j + 0.5) * step;
        int from = (int) Math.max(0, Math.floor(centre - filter.reach(step)));
        int to = (int) Math.min(input, Math.ceil(centre + filter.reach(step)));
        double sum = 0;
        for (int i = from; i < to; i++) {
          sum += filter.weight(centre, step, i);
        }
        first[j] = from;
        weights[j] = new float[to - from];
        for (int i = from; i < to; i++) {
          weights[j][i - from] = (float) (filter.weight(centre, step, i) / sum);
        }
      }
      return new Taps(first, weights);
    }
  }

  private Resizer() {}

  /**
   * The image at another size.
   *
   * @throws IllegalArgumentException when the size is not positive
   */
  public static RgbImage resize(RgbImage image, int width, int height, Filter filter) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "Resize needs a positive size, got " + width + "x" + height);
    }
    if (width == image.width() && height == image.height()) {
      return image;
    }
    float[] wide = resizeRows(image, width, Taps.of(image.width(), width, filter));
    return resizeColumns(wide, width, height, Taps.of(image.height(), height, filter));
  }

  private static float[] resizeRows(RgbImage image, int width, Taps taps) {
    byte[] in = image.samples();
    float[] out = new float[Math.multiplyExact(RgbImage.CHANNELS * width, image.height())];
    for (int y = 0, o = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++, o += RgbImage.CHANNELS) {
        int i = RgbImage.CHANNELS * (y * image.width() + taps.first[x]);
        for (float weight : taps.weights[x]) {
          out[o] += weight * (in[i] & 0xFF);
          out[o + 1] += weight * (in[i + 1] & 0xFF);
          out[o + 2] += weight * (in[i + 2] & 0xFF);
          i += RgbImage.CHANNELS;
        }
      }
    }
    return out;
  }

  private static RgbImage resizeColumns(float[] in, int width, int height, Taps taps) {
    int row = RgbImage.CHANNELS * width;
    byte[] out = new byte[Math.multiplyExact(row, height)];
    float[] line = new float[row];
    for (int y = 0; y < height; y++) {
      Arrays.fill(line, 0.5f);
      int i = taps.first[y] * row;
      for (float weight : taps.weights[y]) {
        for (int x = 0; x < row; x++) {
          line[x] += weight * in[i + x];
        }
        i += row;
      }
      for (int x = 0; x < row; x++) {
        out[y * row + x] = (byte) (int) Math.min(line[x], 255.5f);
      }
    }
    return RgbImage.adopt(width, height, out);
  }
}
