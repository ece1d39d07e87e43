package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.L2NormSpec;

/** Rows scaled to unit length; the triplet loss normalises with the same two methods. */
final class ReferenceL2Norm {
  private ReferenceL2Norm() {}

  static void forward(L2NormSpec spec, double[] x, double[] y, double[] inverseNorms) {
    int columns = spec.columns();
    for (int row = 0; row < spec.rows(); row++) {
      double squares = 0;
      for (int j = 0; j < columns; j++) {
        double value = x[row * columns + j];
        squares += value * value;
      }
      double epsilon = spec.epsilon();
      inverseNorms[row] = 1 / Math.sqrt(Math.max(squares, epsilon * epsilon));
      for (int j = 0; j < columns; j++) {
        y[row * columns + j] = x[row * columns + j] * inverseNorms[row];
      }
    }
  }

  /**
   * A longer x makes y no longer, so the part of dy along y is taken out. Where the norm was
   * clamped the divisor is a constant and nothing is taken out.
   */
  static void backward(
      L2NormSpec spec, double[] y, double[] inverseNorms, double[] dy, double[] dx) {
    int columns = spec.columns();
    for (int row = 0; row < spec.rows(); row++) {
      double along = 0;
      if (!spec.isClamped((float) inverseNorms[row])) {
        for (int j = 0; j < columns; j++) {
          along += dy[row * columns + j] * y[row * columns + j];
        }
      }
      for (int j = 0; j < columns; j++) {
        int i = row * columns + j;
        dx[i] = inverseNorms[row] * (dy[i] - y[i] * along);
      }
    }
  }
}
