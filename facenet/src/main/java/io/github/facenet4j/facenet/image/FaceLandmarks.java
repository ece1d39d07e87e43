package io.github.facenet4j.facenet.image;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Five points of a face, in the order every method of this package assumes.
 *
 * @param leftEye centre of the eye that is left in the image
 * @param rightEye centre of the eye that is right in the image
 * @param nose tip of the nose
 * @param leftMouth corner of the mouth that is left in the image
 * @param rightMouth corner of the mouth that is right in the image
 */
public record FaceLandmarks(
    ImagePoint leftEye,
    ImagePoint rightEye,
    ImagePoint nose,
    ImagePoint leftMouth,
    ImagePoint rightMouth) {
  /** Number of points. */
  public static final int POINTS = 5;

  /**
   * From x and y of the five points in record order.
   *
   * @throws IllegalArgumentException unless there are ten finite numbers
   */
  public static FaceLandmarks of(double... xy) {
    if (xy.length != 2 * POINTS) {
      throw new IllegalArgumentException(
          "Face landmarks need 10 numbers (x and y of 5 points), got " + xy.length);
    }
    return new FaceLandmarks(
        new ImagePoint(xy[0], xy[1]),
        new ImagePoint(xy[2], xy[3]),
        new ImagePoint(xy[4], xy[5]),
        new ImagePoint(xy[6], xy[7]),
        new ImagePoint(xy[8], xy[9]));
  }

  /** The points in record order. */
  public List<ImagePoint> points() {
    return List.of(leftEye, rightEye, nose, leftMouth, rightMouth);
  }

  /** x and y of the points in record order: ten numbers, the argument of {@link #of}. */
  public double[] coordinates() {
    return points().stream().flatMapToDouble(p -> DoubleStream.of(p.x(), p.y())).toArray();
  }
}
