package io.github.facenet4j.facenet.image;

/** Bilinear sampling of an image through an affine map. */
final class Warp {
  private Warp() {}

  /**
   * Draws {@code width × height} pixels, output pixel (x, y) being the bilinear sample of {@code
   * image} at {@code outputToImage(x, y)}, rounded as {@code floor(v + ½)}.
   */
  static RgbImage apply(
      RgbImage image, AffineMap outputToImage, int width, int height, Border border) {
    return RgbImage.adopt(width, height, samples(image, outputToImage, width, height, border));
  }

  /** As {@link #apply}, giving the samples [height, width, 3] for further work in place. */
  static byte[] samples(
      RgbImage image, AffineMap outputToImage, int width, int height, Border border) {
    byte[] out = new byte[Math.multiplyExact(RgbImage.CHANNELS, Math.multiplyExact(width, height))];
    byte[] in = image.samples();
    int inWidth = image.width();
    int inHeight = image.height();
    int rowBytes = RgbImage.CHANNELS * inWidth;
    int o = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, o += RgbImage.CHANNELS) {
        double sx = outputToImage.mapX(x, y);
        double sy = outputToImage.mapY(x, y);
        double left = Math.floor(sx);
        double top = Math.floor(sy);
        double fx = sx - left;
        double fy = sy - top;
        double w00 = (1 - fx) * (1 - fy);
        double w01 = fx * (1 - fy);
        double w10 = (1 - fx) * fy;
        double w11 = fx * fy;
        if (left >= 0 && top >= 0 && left < inWidth - 1 && top < inHeight - 1) {
          int i = (int) top * rowBytes + (int) left * RgbImage.CHANNELS;
          int j = i + rowBytes;
          for (int c = 0; c < RgbImage.CHANNELS; c++) {
            double value =
                w00 * (in[i + c] & 0xFF)
                    + w01 * (in[i + c + 3] & 0xFF)
                    + w10 * (in[j + c] & 0xFF)
                    + w11 * (in[j + c + 3] & 0xFF);
            out[o + c] = (byte) (int) (value + 0.5);
          }
        } else {
          int i00 = index(left, top, inWidth, inHeight, border);
          int i01 = index(left + 1, top, inWidth, inHeight, border);
          int i10 = index(left, top + 1, inWidth, inHeight, border);
          int i11 = index(left + 1, top + 1, inWidth, inHeight, border);
          for (int c = 0; c < RgbImage.CHANNELS; c++) {
            double value =
                w00 * sample(in, i00, c)
                    + w01 * sample(in, i01, c)
                    + w10 * sample(in, i10, c)
                    + w11 * sample(in, i11, c);
            out[o + c] = (byte) (int) (value + 0.5);
          }
        }
      }
    }
    return out;
  }

  private static double sample(byte[] in, int index, int channel) {
    return index < 0 ? 0 : in[index + channel] & 0xFF;
  }

  /** Index of the red sample of a pixel, −1 for black. */
  private static int index(double x, double y, int width, int height, Border border) {
    if (border == Border.ZERO) {
      return x < 0 || y < 0 || x >= width || y >= height
          ? -1
          : RgbImage.CHANNELS * ((int) y * width + (int) x);
    }
    return RgbImage.CHANNELS * (reflect(y, height) * width + reflect(x, width));
  }

  /** 0 1 … n−1 n−1 … 1 0 0 1 …, extended to both sides with period 2n. */
  private static int reflect(double position, int size) {
    int phase = (int) (position - 2.0 * size * Math.floor(position / (2.0 * size)));
    return phase < size ? phase : 2 * size - 1 - phase;
  }
}
