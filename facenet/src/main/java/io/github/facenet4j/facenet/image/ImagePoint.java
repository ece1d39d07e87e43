package io.github.facenet4j.facenet.image;

/**
 * A position in an image.
 *
 * @param x pixels to the right; 0 is the centre of the leftmost column
 * @param y pixels down; 0 is the centre of the top row
 */
public record ImagePoint(double x, double y) {

  /** Rejects positions that are not finite. */
  public ImagePoint {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException(
          "An image point needs finite coordinates, got (" + x + ", " + y + ")");
    }
  }
}
