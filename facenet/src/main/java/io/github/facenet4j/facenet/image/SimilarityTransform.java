package io.github.facenet4j.facenet.image;

import java.util.List;

/**
 * Rotation, uniform scale and shift: {@code x' = a·x − b·y + tx}, {@code y' = b·x + a·y + ty}.
 *
 * @param a scale times the cosine of the rotation
 * @param b scale times the sine of the rotation (positive turns x towards y, clockwise on screen)
 * @param tx shift of x, pixels
 * @param ty shift of y, pixels
 */
public record SimilarityTransform(double a, double b, double tx, double ty) {

  /** Rejects transforms that are not finite or cannot be inverted. */
  public SimilarityTransform {
    double determinant = a * a + b * b;
    if (!Double.isFinite(determinant)
        || determinant < Double.MIN_NORMAL
        || !Double.isFinite(tx)
        || !Double.isFinite(ty)) {
      throw new IllegalArgumentException(
          "A similarity transform needs finite numbers and a scale above 0, got a="
              + a
              + " b="
              + b
              + " tx="
              + tx
              + " ty="
              + ty);
    }
  }

  /**
   * The transform without reflection that brings points s closest to points t, minimising {@code Σᵢ
   * ‖M·sᵢ + v − tᵢ‖²}.
   *
   * <p>With means ms, mt and centred points s′, t′: {@code n = Σ(s′x² + s′y²)}, {@code a =
   * Σ(s′x·t′x + s′y·t′y)/n}, {@code b = Σ(s′x·t′y − s′y·t′x)/n}, {@code M = [[a, −b], [b, a]]},
   * {@code v = mt − M·ms}. In two dimensions this closed form equals the singular value solution of
   * S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns",
   * IEEE TPAMI 13(4), 1991, with reflection excluded.
   *
   * @param from points s, at least two different ones
   * @param to points t, as many
   * @throws IllegalArgumentException when the counts differ, all s coincide, or no scale above 0
   *     exists
   */
  public static SimilarityTransform fit(List<ImagePoint> from, List<ImagePoint> to) {
    int count = from.size();
    if (count < 2 || to.size() != count) {
      throw new IllegalArgumentException(
          "A similarity fit needs two lists of equal length of at least 2 points, got "
              + count
              + " and "
              + to.size());
    }
    double fromX = from.stream().mapToDouble(ImagePoint::x).sum() / count;
    double fromY = from.stream().mapToDouble(ImagePoint::y).sum() / count;
    double toX = to.stream().mapToDouble(ImagePoint::x).sum() / count;
    double toY = to.stream().mapToDouble(ImagePoint::y).sum() / count;
    double n = 0;
    double dot = 0;
    double cross = 0;
    for (int i = 0; i < count; i++) {
      double sx = from.get(i).x() - fromX;
      double sy = from.get(i).y() - fromY;
      double tx = to.get(i).x() - toX;
      double ty = to.get(i).y() - toY;
      n += sx * sx + sy * sy;
      dot += sx * tx + sy * ty;
      cross += sx * ty - sy * tx;
    }
    if (!(n > 0)) {
      throw new IllegalArgumentException(
          "A similarity fit needs at least two different source points; all are at ("
              + fromX
              + ", "
              + fromY
              + ")");
    }
    double a = dot / n;
    double b = cross / n;
    return new SimilarityTransform(
        a, b, toX - (a * fromX - b * fromY), toY - (b * fromX + a * fromY));
  }

  /** The image of a point. */
  public ImagePoint apply(ImagePoint p) {
    return new ImagePoint(a * p.x() - b * p.y() + tx, b * p.x() + a * p.y() + ty);
  }

  /** The transform that undoes this one. */
  public SimilarityTransform inverse() {
    double determinant = a * a + b * b;
    double inverseA = a / determinant;
    double inverseB = -b / determinant;
    return new SimilarityTransform(
        inverseA, inverseB, -(inverseA * tx - inverseB * ty), -(inverseB * tx + inverseA * ty));
  }

  /** The transform {@code p → this(factor·p + (shiftX, shiftY))}. */
  SimilarityTransform afterScaleAndShift(double factor, double shiftX, double shiftY) {
    return new SimilarityTransform(
        a * factor, b * factor, a * shiftX - b * shiftY + tx, b * shiftX + a * shiftY + ty);
  }

  /** Length of a mapped unit vector. */
  public double scale() {
    return Math.hypot(a, b);
  }

  AffineMap asAffine() {
    return new AffineMap(a, -b, tx, b, a, ty);
  }
}
