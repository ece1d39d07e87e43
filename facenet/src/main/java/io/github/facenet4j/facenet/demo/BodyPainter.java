package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.smooth;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Neck, collar and ears. */
final class BodyPainter {
  private static final double EAR_Y = 0.13;

  private final SyntheticPerson person;
  private final View view;
  private final HeadShape shape;
  private final Lighting lighting;

  BodyPainter(SyntheticPerson person, View view, HeadShape shape, Lighting lighting) {
    this.person = person;
    this.view = view;
    this.shape = shape;
    this.lighting = lighting;
  }

  /** Neck and clothes, behind the head and upright whatever the head does. */
  void paintNeck(Canvas canvas, Capture.Backdrop backdrop) {
    Rgb lit = lighting.flat();
    Rgb skin = lit.times(person.skin().tone());
    Rgb cloth = lit.times(backdrop.clothes());
    double half = 0.60 * shape.width(0.55);
    double chin = 0.80 * person.head().length();
    for (int row = canvas.size / 2; row < canvas.size; row++) {
      for (int column = 0; column < canvas.size; column++) {
        double u = view.u(column, row);
        double v = view.v(column, row);
        if (v < 0.4) {
          continue;
        }
        int pixel = row * canvas.size + column;
        double flare = half + 0.5 * square(Math.max(0, v - 0.95));
        double neck = cover(Math.abs(u) - flare, view.pixel);
        if (neck > 0) {
          double round = 1 - 0.45 * square(u / flare);
          double shadow = 0.45 + 0.55 * smooth(chin + 0.1, chin + 0.5, v);
          double tone = round * shadow;
          canvas.blend(pixel, skin.r() * tone, skin.g() * tone, skin.b() * tone, neck);
        }
        double shoulder = 1.22 + 0.22 * square(Math.max(0, Math.abs(u) - 0.3));
        double collar = shoulder - 0.35 * smooth(half * 0.9, half * 1.5, Math.abs(u));
        double body = cover(collar - v, view.pixel);
        canvas.blend(pixel, cloth, body);
      }
    }
  }

  /** The ear on one side, when it is on the near or the far side as asked. */
  void paintEar(Canvas canvas, int side, Rgb shadowed) {
    double w = shape.width(EAR_Y) * 0.99;
    double uc = view.projectU(side * (w + 0.015), -0.02);
    double vc = view.projectV(side * w, EAR_Y, -0.02) * person.head().length();
    double wide = 0.075 + 0.055 * Math.abs(view.yawSin);
    double tall = 0.17;
    double reach = tall / view.pixel + 2;
    Rgb base = lighting.flat().times(person.skin().tone()).times(new Rgb(0.95, 0.82, 0.80));
    for (int row = 0; row < canvas.size; row++) {
      for (int column = 0; column < canvas.size; column++) {
        double u = (view.u(column, row) - uc) / wide;
        double v = (view.v(column, row) - vc) / tall;
        if (Math.abs(u) * wide > reach * view.pixel || Math.abs(v) > 1.2 || Math.abs(u) > 1.3) {
          continue;
        }
        double ellipse = Math.sqrt(u * u + v * v);
        double alpha = cover((ellipse - 1) * wide, view.pixel);
        double hollow = Math.sqrt(square(u * 1.5 + side * 0.1) + square(v * 1.35));
        double tone = 0.62 + 0.38 * smooth(0.35, 0.8, hollow);
        Rgb colour = base.scale(tone).times(shadowed);
        canvas.blend(row * canvas.size + column, colour, alpha);
      }
    }
  }
}
