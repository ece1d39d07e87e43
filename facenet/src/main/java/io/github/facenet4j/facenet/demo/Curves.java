package io.github.facenet4j.facenet.demo;

/** Small shaping functions and lattice noise; all of them are exact IEEE arithmetic. */
final class Curves {
  private Curves() {}

  static double clamp(double value, double low, double high) {
    return value < low ? low : Math.min(value, high);
  }

  /** Share of a pixel of width {@code pixel} that lies inside an edge at signed distance d. */
  static double cover(double d, double pixel) {
    double half = 0.5 * pixel;
    if (d >= half) {
      return 0;
    }
    return d <= -half ? 1 : 0.5 - d / pixel;
  }

  /** 0 below {@code from}, 1 above {@code to}, smooth between. */
  static double smooth(double from, double to, double x) {
    double t = clamp((x - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
  }

  /** A bell without exponentials: {@code (1−q)²} for q below 1, else 0. */
  static double bell(double q) {
    return q >= 1 ? 0 : (1 - q) * (1 - q);
  }

  static double square(double x) {
    return x * x;
  }

  /** Spreads neighbouring seeds over all 64 bits (the finaliser of SplitMix64). */
  static long scatter(long seed) {
    long h = (seed ^ seed >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return h ^ h >>> 31;
  }

  /** Uniform in [0,1) from a lattice point and a seed. */
  static double hash(int x, int y, int seed) {
    int h = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ seed * 0xC2B2AE3D;
    h = (h ^ h >>> 15) * 0x2C1B3C6D;
    h = (h ^ h >>> 12) * 0x297A2D39;
    return ((h ^ h >>> 15) >>> 8) * 0x1p-24;
  }

  /** Smooth noise in [0,1) with one value per unit cell. */
  static double noise(double x, double y, int seed) {
    int ix = (int) Math.floor(x);
    int iy = (int) Math.floor(y);
    double fx = x - ix;
    double fy = y - iy;
    fx = fx * fx * (3 - 2 * fx);
    fy = fy * fy * (3 - 2 * fy);
    double top = hash(ix, iy, seed);
    top += (hash(ix + 1, iy, seed) - top) * fx;
    double bottom = hash(ix, iy + 1, seed);
    bottom += (hash(ix + 1, iy + 1, seed) - bottom) * fx;
    return top + (bottom - top) * fy;
  }
}
