package io.github.facenet4j.facenet.demo;

/**
 * One visible point of the head while it is being painted: where it is, which way it faces, and the
 * colour that the painters have given it so far. One instance is reused for all points.
 */
final class Texel {
  /** Position in head coordinates. */
  double x;

  double y;
  double z;

  /** Outward normal in head coordinates; unit length before painters tilt it. */
  double nx;

  double ny;
  double nz;

  /** Width of a pixel at this point, in head units. */
  double pixel;

  /** Unlit colour. */
  double r;

  double g;
  double b;

  /** Strength of the highlight. */
  double gloss;

  /** Factor on all light, for creases and shadows. */
  double shade;

  void blend(Rgb colour, double alpha) {
    r += (colour.r() - r) * alpha;
    g += (colour.g() - g) * alpha;
    b += (colour.b() - b) * alpha;
  }

  void multiply(double fr, double fg, double fb) {
    r *= fr;
    g *= fg;
    b *= fb;
  }

  /** Tilts the normal by the slope of a bump: its height changes by (dx,dy) per unit. */
  void bump(double dx, double dy) {
    nx -= dx;
    ny -= dy;
  }
}
