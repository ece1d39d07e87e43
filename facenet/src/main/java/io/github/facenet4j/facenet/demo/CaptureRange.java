package io.github.facenet4j.facenet.demo;

/**
 * How far pictures of one person may differ.
 *
 * @param yaw largest turn, radians
 * @param pitch largest nod, radians
 * @param roll largest tilt, radians
 * @param light 0 is studio light, 1 any direction, strength and colour cast
 * @param expression 0 at rest, 1 anything
 * @param occlusion probability that something covers part of the face
 * @param framing largest shift as a fraction of the picture, and relative change of scale
 * @param blur largest standard deviation as a fraction of the picture
 * @param noise largest standard deviation, 1 is white
 */
public record CaptureRange(
    double yaw,
    double pitch,
    double roll,
    double light,
    double expression,
    double occlusion,
    double framing,
    double blur,
    double noise) {

  /**
   * Pictures found anywhere: pixels say little about identity, see the test that measures how
   * little.
   */
  public static final CaptureRange IN_THE_WILD =
      new CaptureRange(0.50, 0.20, 0.16, 1.0, 1.0, 0.30, 0.05, 0.014, 0.05);

  /** Checks that nothing is negative and the probability is one. */
  public CaptureRange {
    double least =
        Math.min(
            Math.min(Math.min(yaw, pitch), Math.min(roll, light)),
            Math.min(Math.min(expression, framing), Math.min(blur, noise)));
    if (!(least >= 0) || !(occlusion >= 0 && occlusion <= 1)) {
      throw new IllegalArgumentException(
          "CaptureRange needs bounds of at least 0 and an occlusion probability in 0..1, got "
              + "least bound "
              + least
              + ", probability "
              + occlusion);
    }
  }
}
