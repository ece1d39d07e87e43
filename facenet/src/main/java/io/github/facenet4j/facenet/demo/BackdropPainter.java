package io.github.facenet4j.facenet.demo;

/** What is behind the head: a gradient with soft, out-of-focus shapes. */
final class BackdropPainter {
  /** Shapes across the picture. */
  private static final int CELLS = 5;

  private BackdropPainter() {}

  static void paint(Canvas canvas, Capture capture) {
    Capture.Backdrop backdrop = capture.backdrop();
    int texture = (int) capture.seed() * 31 + 3;
    double contrast = 1.5 * backdrop.clutter();
    double[] knots = new double[CELLS + 1];
    int i = 0;
    for (int row = 0; row < canvas.size; row++) {
      double down = row / (double) canvas.size;
      for (int cell = 0; cell <= CELLS; cell++) {
        knots[cell] = Curves.noise(cell, down * CELLS, texture);
      }
      Rgb base = backdrop.top().mix(backdrop.bottom(), down);
      for (int column = 0; column < canvas.size; column++) {
        double across = column * CELLS / (double) canvas.size;
        int cell = (int) across;
        double t = across - cell;
        t = t * t * (3 - 2 * t);
        double value = 1 + contrast * (knots[cell] + (knots[cell + 1] - knots[cell]) * t - 0.5);
        canvas.rgb[i++] = (float) (base.r() * value);
        canvas.rgb[i++] = (float) (base.g() * value);
        canvas.rgb[i++] = (float) (base.b() * value);
      }
    }
  }
}
