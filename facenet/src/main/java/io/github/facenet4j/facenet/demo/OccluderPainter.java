package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.smooth;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Things before the face: hat, scarf, hand. Sunglasses are {@link GlassesPainter}'s. */
final class OccluderPainter {
  private final SyntheticPerson person;
  private final Capture capture;
  private final View view;
  private final HeadShape shape;
  private final Lighting lighting;
  private final int texture;

  OccluderPainter(
      SyntheticPerson person, Capture capture, View view, HeadShape shape, Lighting lighting) {
    this.person = person;
    this.capture = capture;
    this.view = view;
    this.shape = shape;
    this.lighting = lighting;
    this.texture = (int) capture.seed() * 31 + 5;
  }

  void paint(Canvas canvas, HeadSurface surface, Texel t) {
    switch (capture.occlusion().cover()) {
      case HAT -> hat(canvas, surface, t);
      case SCARF -> scarf(canvas);
      case HAND -> hand(canvas);
      case SUNGLASSES, NONE -> {}
    }
  }

  private void hat(Canvas canvas, HeadSurface surface, Texel t) {
    double brim = -0.42 + 0.16 * capture.occlusion().amount();
    double volume = Math.max(0.13, person.hair().volume() * 0.7);
    surface.trace(view, shape, person.head().length(), volume, 0.25, brim + 0.05);
    for (int i = 0; i < surface.cover.length; i++) {
      double y = surface.y[i];
      double alpha = surface.cover[i] * cover(y - brim, view.pixel);
      if (alpha <= 0) {
        continue;
      }
      boolean band = y > brim - 0.17;
      double rib = surface.x[i] * (band ? 22 : 14);
      double wave = Math.abs(rib - Math.floor(rib) - 0.5) * 2;
      double edge = smooth(0.03, 0, Math.abs(y - brim + 0.17));
      double tone = (band ? 0.86 : 1.0) * (0.78 + 0.28 * wave) * (1 - 0.35 * edge);
      t.nx = surface.nx[i];
      t.ny = surface.ny[i];
      t.nz = surface.nz[i];
      Rgb colour = capture.occlusion().colour().scale(tone);
      t.r = colour.r();
      t.g = colour.g();
      t.b = colour.b();
      t.gloss = 0;
      t.shade = 1;
      lighting.light(t);
      canvas.blend(i, t.r, t.g, t.b, alpha);
    }
  }

  private void scarf(Canvas canvas) {
    Rgb light = lighting.flat();
    double top = 0.72 - 0.26 * capture.occlusion().amount();
    for (int row = 0; row < canvas.size; row++) {
      for (int column = 0; column < canvas.size; column++) {
        double u = view.u(column, row);
        double v = view.v(column, row) / person.head().length();
        if (v < top - 0.2) {
          continue;
        }
        double wide = Math.max(shape.width(Math.min(0.55, v)) * 1.1, 0.62) + 0.1 * (v - top);
        double fold = 0.06 * (Curves.noise(u * 2.5, 9, texture) - 0.5);
        double upper = top - 0.10 * u * u + fold - v;
        double alpha = cover(Math.max(upper, Math.abs(u) - wide), view.pixel);
        if (alpha <= 0) {
          continue;
        }
        double drape = Curves.noise(u * 2.2 + v * 1.5, v * 6, texture + 1);
        double round = 1 - 0.5 * square(u / wide);
        double hem = 1 - 0.25 * smooth(0.05, 0, -upper);
        double stripe = v * 7 + u * u;
        double dark = stripe - Math.floor(stripe) < 0.3 ? 0.72 : 1;
        double tone = (0.65 + 0.6 * drape) * round * hem * dark;
        Rgb cloth = light.times(capture.occlusion().colour()).scale(tone);
        canvas.blend(row * canvas.size + column, cloth, alpha);
      }
    }
  }

  /** Four fingers and a palm that reach over the face from one side. */
  private void hand(Canvas canvas) {
    double angle = capture.occlusion().angle();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double distance = 0.80 - 0.22 * capture.occlusion().amount();
    double palmU = cos * distance * 0.85;
    double palmV = 0.15 + sin * distance;
    Rgb skin = lighting.flat().times(person.skin().tone());
    for (int row = 0; row < canvas.size; row++) {
      for (int column = 0; column < canvas.size; column++) {
        double du = view.u(column, row) - palmU;
        double dv = view.v(column, row) - palmV;
        // Hand coordinates: a runs from the wrist to the finger tips, which point to the face.
        double a = -du * cos - dv * sin;
        double b = du * sin - dv * cos;
        if (a > 0.62 || Math.abs(b) > 0.42) {
          continue;
        }
        double palm = Math.max(Math.abs(b) - 0.27, Math.max(a - 0.08, -1.4 - a));
        double nearest = palm;
        double crease = 1;
        for (int finger = 0; finger < 4; finger++) {
          double fb = b - (finger - 1.5) * 0.142;
          double tip = 0.46 - 0.06 * square(finger - 1.3);
          double fa = a - Math.max(-0.1, Math.min(tip, a));
          double d = Math.sqrt(fa * fa + fb * fb) - 0.072;
          if (d < 0) {
            crease = Math.min(crease, 1 - 0.5 * smooth(-0.03, 0, d));
          }
          nearest = Math.min(nearest, d);
        }
        double alpha = cover(nearest, view.pixel);
        if (alpha > 0) {
          double tone = (0.82 + 0.18 * smooth(0, -0.06, nearest)) * (a > 0.08 ? crease : 1);
          canvas.blend(row * canvas.size + column, skin.scale(tone), alpha);
        }
      }
    }
  }
}
