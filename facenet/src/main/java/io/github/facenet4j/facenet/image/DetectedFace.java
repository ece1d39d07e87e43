package io.github.facenet4j.facenet.image;

/**
 * A face that was found in a photograph, as MTCNN draws boxes: from the forehead to the chin.
 *
 * @param left column of its first pixels; may lie outside the photograph, as all positions may
 * @param top row of its first pixels
 * @param width columns
 * @param height rows
 * @param score how sure the detector is, 0 to 1
 * @param landmarks its five points
 */
public record DetectedFace(
    double left, double top, double width, double height, double score, FaceLandmarks landmarks) {

  /**
   * Where the five points lie on average, in parts of an MTCNN box: the mean over the 13,233 faces
   * of LFW.
   */
  private static final double[] TYPICAL = {
    0.2945, 0.3940, 0.7392, 0.3866, 0.5200, 0.5861, 0.3294, 0.7602, 0.7219, 0.7542
  };

  /** Columns times rows. */
  public double area() {
    return width * height;
  }

  /** The middle of the box. */
  public ImagePoint centre() {
    return new ImagePoint(left + (width - 1) / 2, top + (height - 1) / 2);
  }

  /**
   * The points of an upright face that looks ahead and fills the same box: for alignment by the box
   * alone, which leaves a tilted head tilted.
   */
  public FaceLandmarks typicalLandmarks() {
    double[] xy = new double[TYPICAL.length];
    for (int i = 0; i < xy.length; i++) {
      xy[i] = i % 2 == 0 ? left + TYPICAL[i] * width : top + TYPICAL[i] * height;
    }
    return FaceLandmarks.of(xy);
  }
}
