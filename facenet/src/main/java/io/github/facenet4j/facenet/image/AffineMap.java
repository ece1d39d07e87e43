package io.github.facenet4j.facenet.image;

/**
 * A map of the plane, {@code (x, y) → (xx·x + xy·y + tx, yx·x + yy·y + ty)}.
 *
 * @param xx share of x in the new x
 * @param xy share of y in the new x
 * @param tx shift of x, pixels
 * @param yx share of x in the new y
 * @param yy share of y in the new y
 * @param ty shift of y, pixels
 */
record AffineMap(double xx, double xy, double tx, double yx, double yy, double ty) {

  double mapX(double x, double y) {
    return xx * x + xy * y + tx;
  }

  double mapY(double x, double y) {
    return yx * x + yy * y + ty;
  }

  /** The map that applies this one first and {@code next} to its result. */
  AffineMap then(AffineMap next) {
    return new AffineMap(
        next.xx * xx + next.xy * yx,
        next.xx * xy + next.xy * yy,
        next.xx * tx + next.xy * ty + next.tx,
        next.yx * xx + next.yy * yx,
        next.yx * xy + next.yy * yy,
        next.yx * tx + next.yy * ty + next.ty);
  }
}
