package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.bell;
import static io.github.facenet4j.facenet.demo.Curves.clamp;
import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Lips, and teeth and the dark behind them when the mouth is open. */
final class MouthPainter implements FeaturePainter {
  private static final Rgb INSIDE = Rgb.hex(0x3A1414);
  private static final Rgb TEETH = Rgb.hex(0xEFEAE0);

  private final SyntheticPerson.Mouth mouth;
  private final double half;
  private final double corner;
  private final double gap;
  private final double stretch;

  MouthPainter(SyntheticPerson person, Capture.Expression expression) {
    this.mouth = person.mouth();
    double smile = expression.smile();
    double open = expression.mouthOpen();
    this.half = mouth.width() * (1 + 0.20 * Math.max(0, smile) - 0.16 * open);
    this.corner = mouth.corner() + 0.10 * smile;
    double grin = Math.max(0, smile - 0.55) * 0.10;
    this.gap = 0.13 * open + grin;
    this.stretch = 1 - 0.25 * Math.max(0, smile);
  }

  @Override
  public void paint(Texel t) {
    double dy = t.y - mouth.y();
    if (t.z <= 0 || Math.abs(dy) > 0.34) {
      return;
    }
    double s = (t.x - mouth.shift()) / half;
    double arc = 1 - s * s;
    double line = -corner * (s * s - 0.35);
    double y = dy - line;
    double pit = bell(square((Math.abs(s) - 1.04) / 0.16) + square(y / 0.05));
    t.shade *= 1 - 0.20 * pit;
    if (arc <= 0) {
      return;
    }
    double top = -gap * 0.35 * arc;
    double bottom = gap * 0.65 * arc;
    double dip = mouth.bow() * 0.35 * bell(square(s / 0.22));
    double peak = 0.45 + 0.55 * arc;
    double upper = top - mouth.upper() * stretch * arc * peak * (1.25 - dip);
    double lower = bottom + mouth.lower() * stretch * arc * (0.6 + 0.4 * arc) * 1.2;
    double outside = Math.max(upper - y, y - lower);
    double alpha = cover(outside, t.pixel);
    double under = bell(square(s / 0.8) + square((y - lower - 0.045) / 0.05));
    t.shade *= 1 - 0.22 * under;
    if (alpha <= 0) {
      return;
    }
    boolean isUpper = y < (top + bottom) / 2;
    t.blend(isUpper ? mouth.colour().scale(0.88) : mouth.colour(), alpha);
    double middle = isUpper ? (upper + top) / 2 : (bottom + lower) / 2;
    double thickness = Math.max(0.02, isUpper ? top - upper : lower - bottom);
    t.bump(0, -clamp((y - middle) / thickness, -1, 1) * 0.55 * alpha);
    t.gloss += (0.28 - t.gloss) * alpha * (isUpper ? 0.3 : 1);
    double between = Math.max(top - y, y - bottom);
    double seam = gap > 0.004 ? 0 : 0.008;
    double cavity = cover(between - seam, t.pixel);
    t.blend(INSIDE, 0.9 * cavity * (gap > 0.004 ? 1 : 0.6));
    if (gap > 0.02) {
      double edge = top + Math.min(0.055, gap * 0.8) * (0.4 + 0.6 * arc);
      double teeth = cover(Math.max(top + 0.004 - y, y - edge), t.pixel) * cavity;
      t.blend(TEETH.scale(0.62 + 0.38 * arc), 0.95 * teeth);
    }
  }
}
