package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.clamp;
import static io.github.facenet4j.facenet.demo.Curves.cover;
import static io.github.facenet4j.facenet.demo.Curves.smooth;
import static io.github.facenet4j.facenet.demo.Curves.square;

/**
 * Hair: a shell around the skull, kept where the hairline lets it be, and a mass behind the head.
 */
final class HairPainter {
  /** Height that stays in place when hair adds volume to the skull. */
  private static final double PIVOT = 0.25;

  private final SyntheticPerson person;
  private final SyntheticPerson.Hair hair;
  private final View view;
  private final HeadShape shape;
  private final Lighting lighting;
  private final int texture;

  HairPainter(SyntheticPerson person, View view, HeadShape shape, Lighting lighting) {
    this.person = person;
    this.hair = person.hair();
    this.view = view;
    this.shape = shape;
    this.lighting = lighting;
    this.texture = (int) person.seed() * 31 + 23;
  }

  /** The hair that falls behind the face; drawn before the head. */
  void paintBehind(Canvas canvas) {
    if (hair.hairline() == SyntheticPerson.Hairline.RECEDED) {
      return;
    }
    double length = Math.max(hair.length(), -0.1);
    Rgb lit = lighting.flat().times(hair.colour()).scale(0.72);
    double shift = -0.25 * view.yawSin;
    double spread = 1 + hair.volume();
    for (int row = 0; row < canvas.size; row++) {
      for (int column = 0; column < canvas.size; column++) {
        double u = view.u(column, row) - shift;
        double v = view.v(column, row) / person.head().length();
        if (v < -1.2 || v > length + 0.2) {
          continue;
        }
        double height = (v - PIVOT) / spread + PIVOT;
        if (height < -0.99) {
          continue;
        }
        double fall = shape.width(Math.min(0.1, height));
        double flare = 1 + 0.16 * smooth(0, 1.2, v);
        double reach = fall * spread * flare + 0.03;
        double beyond = Math.abs(u) - reach;
        // Strands move the outline by less than this; deep inside, the head is drawn over it.
        if (beyond > 0.1 || (beyond < -0.35 && v < 0.6)) {
          continue;
        }
        double wobble = 0.12 * fall * (strands(u * 0.6, v) - 0.5);
        double side = beyond + (v < 0.1 ? 0.03 : 0) - wobble;
        double end = v - length - 0.10 * (strands(u, 3) - 0.5);
        double alpha = cover(Math.max(side, end), view.pixel);
        if (alpha > 0) {
          double tone = 0.72 + 0.5 * strands(u, v);
          double inner = 0.62 + 0.38 * smooth(0.2, 0.8, Math.abs(u));
          canvas.blend(
              row * canvas.size + column,
              lit.r() * tone * inner,
              lit.g() * tone * inner,
              lit.b() * tone * inner,
              alpha);
        }
      }
    }
  }

  /** The hair on the head; drawn over the face. The surface is traced anew. */
  void paintFront(Canvas canvas, HeadSurface surface, Texel t) {
    double bottom = Math.max(0.5, hair.sideburn() + 0.2);
    surface.trace(view, shape, person.head().length(), hair.volume(), PIVOT, bottom);
    for (int i = 0; i < surface.cover.length; i++) {
      if (surface.cover[i] == 0 || (surface.y[i] > hair.sideburn() + 0.2 && surface.z[i] > 0)) {
        continue;
      }
      double x = surface.x[i];
      double y = surface.y[i];
      if (distance(x, y, surface.z[i], 0.5) > 0.1) {
        continue;
      }
      double strand = strands(x * (1.2 - 0.3 * y), y);
      double inside = distance(x, y, surface.z[i], strand);
      double soft =
          Math.max(view.pixel, hair.strand() == SyntheticPerson.Strand.CURLY ? 0.05 : 0.03);
      double alpha = cover(inside, soft) * edge(surface, i, strand);
      if (alpha <= 0) {
        continue;
      }
      t.nx = surface.nx[i];
      t.ny = surface.ny[i];
      t.nz = surface.nz[i];
      double tone = 0.55 + 0.8 * strand;
      double root = 0.68 + 0.32 * smooth(0, -0.14, inside);
      t.r = hair.colour().r() * tone * root;
      t.g = hair.colour().g() * tone * root;
      t.b = hair.colour().b() * tone * root;
      t.gloss = hair.strand() == SyntheticPerson.Strand.CURLY ? 0.06 : 0.20 * strand;
      t.shade = 1;
      lighting.light(t);
      canvas.blend(i, t.r, t.g, t.b, alpha);
    }
  }

  /** Curls roughen the outline. */
  private double edge(HeadSurface surface, int i, double strand) {
    double cover = surface.cover[i];
    if (hair.strand() != SyntheticPerson.Strand.CURLY || hair.volume() < 0.08) {
      return cover;
    }
    double rim = 1 - (surface.nz[i] * view.yawCos + surface.nx[i] * view.yawSin);
    return cover * smooth(1.30, 0.85, rim * (0.75 + 0.5 * strand));
  }

  /** Signed distance to the hairline in head units, negative where hair grows. */
  private double distance(double x, double y, double z, double strand) {
    double jag = 0.04 * (strand - 0.5);
    if (z < 0) {
      double nape = Math.max(0.45, hair.sideburn());
      return hair.hairline() == SyntheticPerson.Hairline.RECEDED
          ? Math.max(y - nape, -0.30 - y) + jag
          : y - nape;
    }
    double side = Math.abs(x);
    double w = Math.max(0.05, shape.width(y));
    double temple = (0.87 - side / w) * w * 0.9;
    double sides = Math.max(temple, y - hair.sideburn());
    if (hair.hairline() == SyntheticPerson.Hairline.RECEDED) {
      return Math.max(temple - 0.05, Math.max(y - 0.1, -0.42 - y)) + 2 * jag;
    }
    double end = y - hair.sideburn() - 0.05 * strand;
    return Math.max(Math.min(sides, y - line(x, side)) + jag, end);
  }

  /** Height of the hairline over the forehead. */
  private double line(double x, double side) {
    double front = hair.front();
    double temples = 0.9 * square(clamp(side - 0.30, 0, 1));
    return switch (hair.hairline()) {
      case FRINGE -> Math.max(-0.46, front + 0.26) + 0.05 * side + temples;
      case SIDE_PART -> {
        double across = hair.part() > 0 ? x + 0.22 : 0.22 - x;
        double sweep = across < 0 ? 1.2 * across * across : 0.62 * Math.abs(hair.part()) * across;
        yield front + sweep + temples;
      }
      case MIDDLE_PART -> front - 0.05 + 0.75 * smooth(0.02, 0.60, side) * (0.5 + side);
      case SWEPT_BACK -> front - 0.02 + 0.20 * side * side + 0.8 * temples;
      case WIDOWS_PEAK -> {
        double peak = 0.13 * Math.max(0, 1 - side / 0.16);
        yield front - 0.07 + peak + temples;
      }
      case RECEDED -> -1;
    };
  }

  /** Lightness of the strand at a point, 0 to 1. */
  private double strands(double x, double y) {
    return switch (hair.strand()) {
      case STRAIGHT -> Curves.noise(x * 26, y * 2.2, texture);
      case WAVY -> {
        double wave = 0.10 * (Curves.noise(y * 4.5, x * 1.5, texture + 1) - 0.5);
        yield Curves.noise((x + wave) * 18, y * 3.5, texture);
      }
      case CURLY ->
          0.6 * Curves.noise(x * 11, y * 11, texture)
              + 0.4 * Curves.noise(x * 23 + y * 5, y * 23 - x * 5, texture + 1);
    };
  }
}
