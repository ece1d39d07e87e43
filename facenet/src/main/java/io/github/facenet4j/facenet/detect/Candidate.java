package io.github.facenet4j.facenet.detect;

/**
 * A region that may hold a face, on its way through the stages.
 *
 * @param left column of its first pixels
 * @param top row of its first pixels
 * @param right column behind its last pixels
 * @param bottom row behind its last pixels
 * @param score of the latest stage that saw it, 0 to 1
 */
record Candidate(double left, double top, double right, double bottom, double score) {

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double area() {
    return width() * height();
  }

  /** Whether the next stage can look at it: a square of at least one pixel that is not endless. */
  boolean isVisible(int photoWidth, int photoHeight) {
    return Double.isFinite(left + top + right + bottom)
        && width() >= 1
        && height() >= 1
        && width() <= 2.0 * Math.max(photoWidth, photoHeight)
        && right > 0
        && bottom > 0
        && left < photoWidth
        && top < photoHeight;
  }

  /**
   * The same, moved by a network's answer.
   *
   * @param offsets of left, top, right and bottom in parts of {@code across} and {@code down}, from
   *     {@code at} on
   */
  Candidate moved(float[] offsets, int at, double across, double down) {
    return new Candidate(
        left + offsets[at] * across,
        top + offsets[at + 1] * down,
        right + offsets[at + 2] * across,
        bottom + offsets[at + 3] * down,
        score);
  }

  /** The same with the score of another stage. */
  Candidate scored(double other) {
    return new Candidate(left, top, right, bottom, other);
  }

  /**
   * The square of whole pixels around the same centre, as large as the longer side; it begins and
   * ends where its edges, rounded down, do.
   */
  Candidate squared() {
    double side = Math.max(width(), height());
    double x = (left + right - side) / 2;
    double y = (top + bottom - side) / 2;
    return new Candidate(
        Math.floor(x), Math.floor(y), Math.floor(x + side), Math.floor(y + side), score);
  }

  /** Area in common. */
  double overlap(Candidate other) {
    double w = Math.min(right, other.right) - Math.max(left, other.left);
    double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    return w > 0 && h > 0 ? w * h : 0;
  }
}
