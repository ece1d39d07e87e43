package io.github.facenet4j.facenet.demo;

/**
 * The visible side of a head-shaped shell, one entry a pixel: how much of the pixel it covers, and
 * the point and normal seen there.
 *
 * <p>A row of the picture cuts the turned head in an ellipse with half-axes w, d, turned by the
 * yaw; its silhouette is at {@code ±S, S = √(w²cos² + d²sin²)}. With {@code k = u/S} the point seen
 * has the ellipse angle {@code φ₀ + acos k}, which needs no trigonometry: cos φ₀ and sin φ₀ are
 * {@code w·cos/S} and {@code d·sin/S}. Pitch is applied to the height by one correction step.
 */
final class HeadSurface {
  final float[] cover;
  final float[] x;
  final float[] y;
  final float[] z;
  final float[] nx;
  final float[] ny;
  final float[] nz;

  HeadSurface(int size) {
    int pixels = size * size;
    cover = new float[pixels];
    x = new float[pixels];
    y = new float[pixels];
    z = new float[pixels];
    nx = new float[pixels];
    ny = new float[pixels];
    nz = new float[pixels];
  }

  /**
   * Traces a shell around the head.
   *
   * @param length vertical stretch of the head
   * @param inflation thickness of the shell over the head
   * @param pivot height that inflation leaves in place
   * @param bottom height below which the shell is cut off
   */
  void trace(
      View view, HeadShape shape, double length, double inflation, double pivot, double bottom) {
    double spread = 1 + inflation;
    double pixel = view.pixel / spread;
    for (int row = 0; row < view.size; row++) {
      double u = view.u(0, row) / spread;
      double v = (view.v(0, row) / length - pivot) / spread + pivot;
      for (int column = 0; column < view.size; column++) {
        int i = row * view.size + column;
        tracePoint(view, shape, u, v, pixel, bottom, i);
        u += view.uPerColumn() / spread;
        v -= view.uPerRow() / (length * spread);
      }
    }
  }

  private void tracePoint(
      View view, HeadShape shape, double u, double v, double pixel, double bottom, int i) {
    cover[i] = 0;
    if (v <= -1.1 || v >= 1.1 || u <= -1 || u >= 1) {
      return;
    }
    double height = v;
    if (view.pitchSin != 0) {
      double across = u * 1.25;
      double bulge = Math.sqrt(Math.max(0.05, 1 - across * across));
      double q = HeadShape.depthAt(HeadShape.position(v)) * bulge;
      height = (v + q * view.pitchSin) * view.pitchSecant;
    }
    if (height <= -1 || height >= bottom) {
      return;
    }
    double position = HeadShape.position(height);
    double w = shape.widthAt(position);
    double d = HeadShape.depthAt(position);
    double wc = w * view.yawCos;
    double ds = d * view.yawSin;
    double s = Math.sqrt(wc * wc + ds * ds);
    double beyond = Math.abs(u) - s;
    if (beyond > 2 * pixel) {
      return;
    }
    double widthSlope = shape.widthSlopeAt(position);
    double depthSlope = HeadShape.depthSlopeAt(position);
    double slope = (wc * view.yawCos * widthSlope + ds * view.yawSin * depthSlope) / s;
    double covered = Curves.cover(beyond / Math.sqrt(1 + slope * slope), pixel);
    if (covered <= 0) {
      return;
    }
    double k = Math.max(-0.999, Math.min(0.999, u / s));
    double m = Math.sqrt(1 - k * k);
    double cos = (wc * k - ds * m) / s;
    double sin = (ds * k + wc * m) / s;
    double gx = cos / w;
    double gz = sin / d;
    double gy = -(widthSlope * cos * gx + depthSlope * sin * gz);
    double norm = 1 / Math.sqrt(gx * gx + gy * gy + gz * gz);
    cover[i] = (float) covered;
    x[i] = (float) (w * cos);
    y[i] = (float) height;
    z[i] = (float) (d * sin);
    nx[i] = (float) (gx * norm);
    ny[i] = (float) (gy * norm);
    nz[i] = (float) (gz * norm);
  }
}
