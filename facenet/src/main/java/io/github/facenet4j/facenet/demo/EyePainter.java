package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.bell;
import static io.github.facenet4j.facenet.demo.Curves.clamp;
import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Eyes with lids, iris and catchlight, and the brows above them. */
final class EyePainter implements FeaturePainter {
  private static final Rgb SCLERA = Rgb.hex(0xEDE8E4);
  private static final Rgb PUPIL = Rgb.hex(0x0A0809);
  private static final Rgb LASH = Rgb.hex(0x1A1210);

  private final SyntheticPerson.Eyes eyes;
  private final SyntheticPerson.Brows brows;
  private final Capture.Expression expression;
  private final View view;
  private final int texture;
  private final double open;

  EyePainter(SyntheticPerson person, Capture.Expression expression, View view) {
    this.eyes = person.eyes();
    this.brows = person.brows();
    this.expression = expression;
    this.view = view;
    this.texture = (int) person.seed() * 31 + 11;
    double squint = 0.18 * Math.max(0, expression.smile());
    this.open = clamp(1 - expression.eyesClosed() - squint, 0, 1);
  }

  @Override
  public void paint(Texel t) {
    if (t.z <= 0 || t.y < eyes.y() - 0.5 || t.y > eyes.y() + 0.25) {
      return;
    }
    double side = t.x < 0 ? -1 : 1;
    double across = side * t.x - eyes.spacing();
    double height = t.y - eyes.y() - side * eyes.asymmetry() + eyes.tilt() * across;
    eye(t, side, across, height);
    brow(t, side, across);
  }

  private void eye(Texel t, double side, double across, double height) {
    double half = eyes.width();
    double s = across / half;
    if (Math.abs(s) > 1.35) {
      return;
    }
    double arc = Math.max(0, 1 - s * s);
    double rise = half * eyes.openness() * 1.25;
    double drop = half * eyes.openness() * 0.55;
    // The highest point of the upper lid sits a little inwards of the middle.
    double lower = drop * arc;
    double wide = -rise * arc * (1 - 0.18 * s);
    double upper = lower + (wide - lower) * open;
    double crease = wide - 0.035 - 0.02 * arc;
    double fold = eyes.crease() * bell(square((height - crease) / 0.03)) * (arc > 0 ? 1 : 0);
    t.shade *= 1 - 0.32 * fold;
    double inside = Math.max(upper - height, height - lower);
    double alpha = cover(inside, t.pixel) * (arc > 0 ? 1 : 0);
    if (alpha > 0) {
      ball(t, side, across, height, upper, alpha);
    }
    double reach = 1.06 + 0.12 * (eyes.lash() > 0.02 ? 1 : 0);
    double thick = (eyes.lash() + 0.006) * clamp((reach - Math.abs(s)) * 4, 0, 1);
    double line = cover(Math.abs(height - upper) - thick, t.pixel);
    t.blend(LASH, 0.85 * line * (Math.abs(s) < reach ? 1 : 0));
    t.shade *= 1 - 0.25 * bell(square((height - lower) / 0.02)) * (arc > 0 ? 1 : 0);
  }

  private void ball(
      Texel t, double side, double across, double height, double upper, double alpha) {
    double half = eyes.width();
    double radius = half * eyes.irisSize() * 0.92;
    double gazeX = side * expression.gazeX() * 0.28 * half;
    double gazeY = expression.gazeY() * 0.10 * half - 0.06 * half;
    double dx = across - gazeX;
    double dy = height - gazeY;
    double distance = Math.sqrt(dx * dx + dy * dy);
    double edge = clamp(1 - square(across / half), 0, 1);
    t.blend(SCLERA.scale(0.72 + 0.28 * edge), alpha);
    double iris = cover(distance - radius, t.pixel) * alpha;
    if (iris > 0) {
      double ring = distance / radius;
      double bright =
          0.8 + 0.5 * Curves.smooth(0.45, 0.75, ring) - 0.75 * bell(square(1 - ring) * 14);
      t.blend(eyes.iris().scale(bright), iris);
      t.blend(PUPIL, cover(distance - 0.42 * radius, t.pixel) * alpha);
    }
    double glintX = side * (view.lightX - view.yawSin * 0.5) * radius * 0.55;
    double glint = Math.sqrt(square(dx - glintX) + square(dy - view.lightY * radius * 0.55));
    t.blend(Rgb.WHITE, 0.85 * cover(glint - 0.22 * radius, t.pixel) * alpha);
    double lidShadow = Curves.smooth(0.05, 0.0, height - upper);
    t.shade *= 1 - 0.45 * lidShadow * alpha;
    t.gloss += (0.5 - t.gloss) * alpha;
  }

  private void brow(Texel t, double side, double across) {
    double along = (across + brows.length() * 1.02) / (2 * brows.length());
    if (along < -0.05 || along > 1.05) {
      return;
    }
    double raise = 0.055 * expression.browRaise();
    double frown = 0.05 * Math.max(0, -expression.browRaise()) * (1 - along);
    double line =
        eyes.y()
            - brows.gap()
            - side * brows.asymmetry()
            - raise
            + frown
            - brows.arch() * 4 * along * (1 - along) * (0.7 + 0.6 * along)
            - brows.tilt() * along;
    double half = brows.thickness() * (1 - 0.62 * along * along);
    double hairs = Curves.noise(across * 55 - t.y * 18, t.y * 28, texture);
    double ends = Curves.smooth(-0.05, 0.08, along) * Curves.smooth(1.05, 0.9, along);
    double alpha = cover(Math.abs(t.y - line) - half, Math.max(t.pixel, 0.02));
    t.blend(brows.colour(), alpha * ends * brows.density() * (0.7 + 0.5 * hairs) * 0.95);
  }
}
