package io.github.facenet4j.facenet.image;

import java.util.Locale;

/**
 * The part of a photo that a crop is sampled from, unrotated and not resampled, so that alignment
 * and augmentation can still be composed into one sampling step.
 *
 * @param pixels the part, halved as often as the scale asked for
 * @param toCrop maps positions in {@code pixels} to positions in the crop
 */
public record PhotoWindow(RgbImage pixels, SimilarityTransform toCrop) {

  /**
   * A scale at or below this is doubled by halving the photo: a bilinear sample reads two pixels a
   * direction, so at a step of three it would skip every third and alias.
   */
  public static final double SMALLEST_DIRECT_SCALE = 1.0 / 3;

  /**
   * Cuts the smallest rectangle of whole pixels that holds everything a crop reads.
   *
   * @param photoToCrop maps photo positions to crop positions
   * @param width columns of the crop
   * @param height rows of the crop
   * @param margin crop pixels to keep around the crop, for warps that look beyond it
   * @throws ImageException when the crop lies wholly outside the photo
   */
  public static PhotoWindow cut(
      RgbImage photo, SimilarityTransform photoToCrop, int width, int height, double margin) {
    SimilarityTransform back = photoToCrop.inverse();
    double minX = Double.POSITIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    for (double x : new double[] {-margin, width - 1 + margin}) {
      for (double y : new double[] {-margin, height - 1 + margin}) {
        ImagePoint corner = back.apply(new ImagePoint(x, y));
        minX = Math.min(minX, corner.x());
        minY = Math.min(minY, corner.y());
        maxX = Math.max(maxX, corner.x());
        maxY = Math.max(maxY, corner.y());
      }
    }
    // One pixel more on the left keeps the sample at floor(x) when rounding moves x below minX.
    // Even positions keep the 2×2 grid on which most photos store their colour.
    int left = (int) Math.max(0, Math.floor(minX) - 1) & ~1;
    int top = (int) Math.max(0, Math.floor(minY) - 1) & ~1;
    int right = (int) Math.min(photo.width(), Math.floor(maxX) + 3);
    int bottom = (int) Math.min(photo.height(), Math.floor(maxY) + 3);
    if (left >= right || top >= bottom) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "A crop was asked for at x %.0f..%.0f, y %.0f..%.0f, but the photo is %s;"
                  + " check that the landmarks belong to it",
              minX,
              maxX,
              minY,
              maxY,
              photo.sizeText()));
    }
    RgbImage pixels = photo.crop(left, top, right - left, bottom - top);
    SimilarityTransform toCrop = photoToCrop.afterScaleAndShift(1, left, top);
    while (toCrop.scale() <= SMALLEST_DIRECT_SCALE && pixels.width() > 1 && pixels.height() > 1) {
      pixels = halved(pixels);
      // Halved pixel k averages 2k and 2k+1, whose common centre is 2k + ½.
      toCrop = toCrop.afterScaleAndShift(2, 0.5, 0.5);
    }
    return new PhotoWindow(pixels, toCrop);
  }

  /** Averages 2×2 pixels; an odd last row or column is dropped. */
  private static RgbImage halved(RgbImage image) {
    int width = image.width() / 2;
    int height = image.height() / 2;
    byte[] in = image.samples();
    byte[] out = new byte[RgbImage.CHANNELS * width * height];
    int rowBytes = RgbImage.CHANNELS * image.width();
    for (int y = 0, o = 0; y < height; y++) {
      int i = 2 * y * rowBytes;
      for (int x = 0; x < width; x++, i += 2 * RgbImage.CHANNELS) {
        for (int c = 0; c < RgbImage.CHANNELS; c++, o++) {
          int sum =
              (in[i + c] & 0xFF)
                  + (in[i + c + 3] & 0xFF)
                  + (in[i + c + rowBytes] & 0xFF)
                  + (in[i + c + 3 + rowBytes] & 0xFF);
          out[o] = (byte) ((sum + 2) >> 2);
        }
      }
    }
    return RgbImage.adopt(width, height, out);
  }
}
