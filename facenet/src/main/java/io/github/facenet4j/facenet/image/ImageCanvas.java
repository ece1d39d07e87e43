package io.github.facenet4j.facenet.image;

/** A black picture that parts of other pictures are copied onto. */
public final class ImageCanvas {
  private final int width;
  private final int height;
  private final byte[] samples;

  /**
   * A black picture.
   *
   * @throws IllegalArgumentException when the size is not positive
   * @throws ArithmeticException when it has more than 2³¹ samples
   */
  public ImageCanvas(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "A canvas needs a positive size, got " + width + "x" + height);
    }
    this.width = width;
    this.height = height;
    this.samples =
        new byte[Math.multiplyExact(RgbImage.CHANNELS, Math.multiplyExact(width, height))];
  }

  /**
   * The rectangle of {@code image} whose top left pixel is (x, y), which may leave the image: what
   * lies outside is black.
   */
  public static RgbImage cut(RgbImage image, int x, int y, int width, int height) {
    ImageCanvas canvas = new ImageCanvas(width, height);
    canvas.copy(image, x, y, width, height, 0, 0);
    return canvas.toImage();
  }

  /**
   * Copies a rectangle; what lies outside the image or this canvas is left out.
   *
   * @param fromX column of the rectangle's first pixels in the image
   * @param fromY row of its first pixels in the image
   * @param columns of the rectangle
   * @param rows of the rectangle
   * @param x column here of its first pixels
   * @param y row here of its first pixels
   */
  public void copy(RgbImage image, int fromX, int fromY, int columns, int rows, int x, int y) {
    int left = Math.max(0, Math.max(-fromX, -x));
    int right = Math.min(columns, Math.min(image.width() - fromX, width - x));
    int top = Math.max(0, Math.max(-fromY, -y));
    int bottom = Math.min(rows, Math.min(image.height() - fromY, height - y));
    for (int row = top; row < bottom && left < right; row++) {
      System.arraycopy(
          image.samples(),
          ((fromY + row) * image.width() + fromX + left) * RgbImage.CHANNELS,
          samples,
          ((y + row) * width + x + left) * RgbImage.CHANNELS,
          (right - left) * RgbImage.CHANNELS);
    }
  }

  /** The picture as it is now. */
  public RgbImage toImage() {
    return RgbImage.of(width, height, samples);
  }
}
