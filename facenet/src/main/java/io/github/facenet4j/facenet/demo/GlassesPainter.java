package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.clamp;
import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.smooth;

/** Spectacles, the person's own or sunglasses, standing a little before the face. */
final class GlassesPainter {
  private static final double DISTANCE = 0.10;

  private final SyntheticPerson person;
  private final View view;
  private final Lighting lighting;

  GlassesPainter(SyntheticPerson person, View view, Lighting lighting) {
    this.person = person;
    this.view = view;
    this.lighting = lighting;
  }

  /** Draws frame and lenses on the lit face; opacity 0 is clear glass, 1 is black. */
  void paint(
      Canvas canvas,
      HeadSurface surface,
      SyntheticPerson.Glasses glasses,
      Rgb tint,
      double opacity) {
    Rgb light = lighting.flat();
    Rgb frame = light.times(glasses.colour());
    Rgb lens = light.times(tint);
    double parallax = DISTANCE * view.yawSin / Math.max(0.6, view.yawCos);
    double centreY = person.eyes().y() + 0.015;
    double spacing = person.eyes().spacing();
    for (int i = 0; i < surface.cover.length; i++) {
      if (surface.cover[i] == 0 || surface.z[i] < -0.1) {
        continue;
      }
      double y = surface.y[i] + 0.06 * view.pitchSin - centreY;
      if (Math.abs(y) > 0.3) {
        continue;
      }
      double x = surface.x[i] - parallax;
      double across = Math.abs(x) - spacing;
      double distance = outline(glasses, across, y);
      double pixel = view.pixel;
      if (opacity > 0 || distance < 0) {
        double inside = cover(distance, pixel) * surface.cover[i];
        double shine = smooth(0.02, 0.08, across * 0.6 - y) * smooth(0.18, 0.10, across * 0.6 - y);
        canvas.blend(i, lens, inside * opacity);
        canvas.blend(i, light, inside * shine * 0.16);
      }
      double rim = cover(Math.abs(distance) - glasses.rim(), pixel);
      double bridge = cover(Math.max(Math.abs(y + 0.03) - glasses.rim(), across), pixel);
      double gap = Math.max(-distance, across);
      bridge = Math.min(bridge, cover(gap, pixel));
      double templeStart = glasses.width() - 0.01 - across;
      double temple = cover(Math.max(Math.abs(y + 0.05) - glasses.rim(), templeStart), pixel);
      double alpha = clamp(Math.max(rim, Math.max(bridge, temple)), 0, 1);
      canvas.blend(i, frame, alpha * surface.cover[i]);
    }
  }

  /** Signed distance to the lens outline, near enough for drawing. */
  private static double outline(SyntheticPerson.Glasses glasses, double across, double y) {
    double a = across / glasses.width();
    double b = y / glasses.height();
    double a2 = a * a;
    double b2 = b * b;
    double radius =
        glasses.lens() == SyntheticPerson.Lens.SQUARE
            ? Math.sqrt(Math.sqrt(a2 * a2 + b2 * b2))
            : Math.sqrt(a2 + b2);
    return (radius - 1) * glasses.height();
  }
}
