package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.clamp;

/**
 * The skull as a stack of ellipses: at height y the cross-section has half-width w(y) and
 * half-depth d(y), both tabulated with their slopes.
 *
 * <p>w is an ellipse {@code W·√(1−y²)} times a smooth curve through forehead, cheekbone, jaw and
 * chin; d is a plain ellipse.
 */
final class HeadShape {
  private static final double DEPTH = 0.74;
  private static final int STEPS = 256;
  private static final double[] DEPTHS = ellipse();
  private static final double[] DEPTH_SLOPES = slopes(DEPTHS);

  private final double[] width = new double[STEPS + 1];
  private final double[] widthSlope;

  HeadShape(SyntheticPerson.Head head) {
    double[] knots = {-1, -0.6, 0, 0.6, 0.9, 1};
    double chin = head.chin() / Math.sqrt(1 - 0.9 * 0.9);
    double[] ratios = {head.forehead() * 1.12, head.forehead(), 1, head.jaw() / 0.8, chin, chin};
    double[] slopes = new double[knots.length];
    for (int k = 1; k + 1 < knots.length; k++) {
      slopes[k] = (ratios[k + 1] - ratios[k - 1]) / (knots[k + 1] - knots[k - 1]);
    }
    int k = 0;
    for (int i = 0; i <= STEPS; i++) {
      double y = 2.0 * i / STEPS - 1;
      while (k + 2 < knots.length && y > knots[k + 1]) {
        k++;
      }
      double span = knots[k + 1] - knots[k];
      double t = (y - knots[k]) / span;
      double ratio =
          ratios[k] * (1 + 2 * t) * (1 - t) * (1 - t)
              + slopes[k] * span * t * (1 - t) * (1 - t)
              + ratios[k + 1] * t * t * (3 - 2 * t)
              + slopes[k + 1] * span * t * t * (t - 1);
      width[i] = head.width() * ratio * Math.sqrt(1 - y * y);
    }
    widthSlope = slopes(width);
  }

  /** Position of a height in the tables, for the other methods. */
  static double position(double y) {
    return Math.min((clamp(y, -1, 1) + 1) * (STEPS / 2.0), STEPS - 1e-9);
  }

  /** Half-width at a height; 0 outside −1 to 1. */
  double width(double y) {
    return at(width, position(y));
  }

  /** Half-width at a position. */
  double widthAt(double position) {
    return at(width, position);
  }

  /** Change of the half-width per unit of height at a position. */
  double widthSlopeAt(double position) {
    return at(widthSlope, position);
  }

  /** Half-depth at a position. */
  static double depthAt(double position) {
    return at(DEPTHS, position);
  }

  /** Change of the half-depth per unit of height at a position. */
  static double depthSlopeAt(double position) {
    return at(DEPTH_SLOPES, position);
  }

  private static double at(double[] table, double position) {
    int i = (int) position;
    return table[i] + (table[i + 1] - table[i]) * (position - i);
  }

  private static double[] slopes(double[] table) {
    double[] slopes = new double[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      int below = Math.max(0, i - 1);
      int above = Math.min(STEPS, i + 1);
      slopes[i] = (table[above] - table[below]) / ((above - below) * 2.0 / STEPS);
    }
    return slopes;
  }

  private static double[] ellipse() {
    double[] depths = new double[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      double y = 2.0 * i / STEPS - 1;
      depths[i] = DEPTH * Math.sqrt(1 - y * y);
    }
    return depths;
  }
}
