package io.github.facenet4j.facenet.image;

/**
 * An upright rectangle around a face, as the detector of Viola and Jones (2001) draws it: from the
 * brows to below the mouth, in pixels of the photo.
 *
 * @param centreX centre, 0 at the centre of the first column
 * @param centreY centre, 0 at the centre of the first row
 * @param width columns, positive
 * @param height rows, positive
 */
public record FaceBox(double centreX, double centreY, double width, double height) {

  /**
   * Where the five points lie on average, in parts of a box around its centre: the mean over the
   * 13,233 images of LFW, each of which is such a box enlarged 2.2 times.
   */
  private static final double[] TYPICAL = {
    -0.1753, -0.1019, 0.1935, -0.1099, 0.0116, 0.1107, -0.1466, 0.3029, 0.1795, 0.2962
  };

  /** Checks the numbers. */
  public FaceBox {
    if (!(width > 0 && height > 0) || !Double.isFinite(centreX + centreY + width + height)) {
      throw new IllegalArgumentException(
          "A face box needs a finite centre and a positive size, got "
              + width
              + "x"
              + height
              + " at "
              + centreX
              + ", "
              + centreY);
    }
  }

  /** The landmarks of an upright face that looks ahead, where only a box is known. */
  public FaceLandmarks typicalLandmarks() {
    double[] xy = new double[TYPICAL.length];
    for (int i = 0; i < xy.length; i++) {
      xy[i] = i % 2 == 0 ? centreX + TYPICAL[i] * width : centreY + TYPICAL[i] * height;
    }
    return FaceLandmarks.of(xy);
  }
}
