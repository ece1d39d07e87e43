package io.github.facenet4j.facenet.image;

import java.util.Arrays;

/**
 * An immutable picture of 8-bit red, green and blue samples.
 *
 * <p>Samples are packed [height, width, 3] without row padding; pixel centres are at integers.
 */
public final class RgbImage {
  /** Samples per pixel. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] samples;

  private RgbImage(int width, int height, byte[] samples) {
    this.width = width;
    this.height = height;
    this.samples = samples;
  }

  /**
   * A picture with a copy of these samples.
   *
   * @param samples red, green, blue of each pixel, row by row: {@code 3·width·height} bytes
   * @throws IllegalArgumentException when the sizes disagree
   */
  public static RgbImage of(int width, int height, byte[] samples) {
    return adopt(width, height, samples.clone());
  }

  /** As {@link #of} without the copy: the caller gives the array away. */
  static RgbImage adopt(int width, int height, byte[] samples) {
    if (width < 1 || height < 1 || samples.length != sampleCount(width, height)) {
      throw new IllegalArgumentException(
          "An RGB image of "
              + width
              + "x"
              + height
              + " needs 3*width*height samples and a positive size, got "
              + samples.length
              + " samples");
    }
    return new RgbImage(width, height, samples);
  }

  /** A picture of one colour. */
  public static RgbImage filled(int width, int height, int red, int green, int blue) {
    byte[] samples = new byte[Math.toIntExact(sampleCount(width, height))];
    for (int i = 0; i < samples.length; i += CHANNELS) {
      samples[i] = (byte) red;
      samples[i + 1] = (byte) green;
      samples[i + 2] = (byte) blue;
    }
    return adopt(width, height, samples);
  }

  private static long sampleCount(int width, int height) {
    return (long) CHANNELS * width * height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Number of samples, {@code 3·width·height}. */
  public int sampleCount() {
    return samples.length;
  }

  /** One sample, 0..255; channel 0 is red. */
  public int sample(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= CHANNELS) {
      throw new IndexOutOfBoundsException(
          "Sample (" + x + ", " + y + ", " + channel + ") of an image of " + sizeText());
    }
    return samples[(y * width + x) * CHANNELS + channel] & 0xFF;
  }

  /** A copy of the samples, [height, width, 3]. */
  public byte[] toBytes() {
    return samples.clone();
  }

  /** The samples themselves, for this package's loops, which only read them. */
  byte[] samples() {
    return samples;
  }

  /**
   * Writes {@code (sample − mean)·scale} as [height, width, 3] in the asked channel order.
   *
   * @param target receives {@code 3·width·height} values
   * @param offset index of the first value in {@code target}
   * @param order channel order of the values
   * @param mean what is subtracted, for red, green and blue
   * @param scale what the difference is multiplied by, for red, green and blue
   * @throws IllegalArgumentException when the target is too short or a triple has not three entries
   */
  public void toFloats(
      float[] target, int offset, ChannelOrder order, float[] mean, float[] scale) {
    if (mean.length != CHANNELS || scale.length != CHANNELS) {
      throw new IllegalArgumentException(
          "Mean and scale need 3 entries (red, green, blue), got "
              + mean.length
              + " and "
              + scale.length);
    }
    if (offset < 0 || target.length - offset < samples.length) {
      throw new IllegalArgumentException(
          "An image of "
              + sizeText()
              + " needs "
              + samples.length
              + " floats from index "
              + offset
              + ", the target has "
              + target.length);
    }
    int first = order == ChannelOrder.RGB ? 0 : 2;
    int third = 2 - first;
    float meanRed = mean[0];
    float meanGreen = mean[1];
    float meanBlue = mean[2];
    float scaleRed = scale[0];
    float scaleGreen = scale[1];
    float scaleBlue = scale[2];
    for (int i = 0, o = offset; i < samples.length; i += CHANNELS, o += CHANNELS) {
      target[o + first] = ((samples[i] & 0xFF) - meanRed) * scaleRed;
      target[o + 1] = ((samples[i + 1] & 0xFF) - meanGreen) * scaleGreen;
      target[o + third] = ((samples[i + 2] & 0xFF) - meanBlue) * scaleBlue;
    }
  }

  /** The picture with left and right exchanged. */
  public RgbImage mirrored() {
    byte[] mirrored = new byte[samples.length];
    for (int y = 0; y < height; y++) {
      int from = y * width * CHANNELS;
      int to = from + (width - 1) * CHANNELS;
      for (int x = 0; x < width; x++, from += CHANNELS, to -= CHANNELS) {
        mirrored[to] = samples[from];
        mirrored[to + 1] = samples[from + 1];
        mirrored[to + 2] = samples[from + 2];
      }
    }
    return new RgbImage(width, height, mirrored);
  }

  /**
   * The rectangle of whole pixels whose top left pixel is (x, y).
   *
   * @throws IllegalArgumentException when it is empty or leaves the image
   */
  public RgbImage crop(int x, int y, int cropWidth, int cropHeight) {
    if (x < 0
        || y < 0
        || cropWidth < 1
        || cropHeight < 1
        || cropWidth > width - x
        || cropHeight > height - y) {
      throw new IllegalArgumentException(
          "Crop "
              + cropWidth
              + "x"
              + cropHeight
              + " at ("
              + x
              + ", "
              + y
              + ") does not lie inside the image of "
              + sizeText());
    }
    byte[] cropped = new byte[cropWidth * cropHeight * CHANNELS];
    for (int row = 0; row < cropHeight; row++) {
      System.arraycopy(
          samples,
          ((y + row) * width + x) * CHANNELS,
          cropped,
          row * cropWidth * CHANNELS,
          cropWidth * CHANNELS);
    }
    return new RgbImage(cropWidth, cropHeight, cropped);
  }

  /** For example {@code 250x250}, width first. */
  public String sizeText() {
    return width + "x" + height;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && width == image.width
        && height == image.height
        && Arrays.equals(samples, image.samples);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(samples);
  }

  @Override
  public String toString() {
    return "RgbImage " + sizeText();
  }
}
