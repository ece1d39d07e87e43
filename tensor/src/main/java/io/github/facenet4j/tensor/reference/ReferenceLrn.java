package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.LrnSpec;

/**
 * Local response normalisation, one value after the other.
 *
 * <p>With S[c] = k + alpha/size · Σ x[j]² over the window around c: y[c] = x[c]·S[c]^−beta. A
 * channel j appears in S of every c whose window holds j, and "c's window holds j" is the same as
 * "j's window holds c"; that gives the second sum of the backward pass.
 */
final class ReferenceLrn {
  private ReferenceLrn() {}

  static void forward(LrnSpec spec, double[] x, double[] y) {
    for (int row = 0; row < spec.rows(); row++) {
      for (int c = 0; c < spec.channels(); c++) {
        int i = row * spec.channels() + c;
        y[i] = x[i] * Math.pow(scale(spec, x, row, c), -spec.beta());
      }
    }
  }

  static void backward(LrnSpec spec, double[] x, double[] dy, double[] dx) {
    for (int row = 0; row < spec.rows(); row++) {
      for (int c = 0; c < spec.channels(); c++) {
        int i = row * spec.channels() + c;
        double sum = 0;
        for (int j = first(spec, c); j <= last(spec, c); j++) {
          int other = row * spec.channels() + j;
          double scale = scale(spec, x, row, j);
          double y = x[other] * Math.pow(scale, -spec.beta());
          sum += dy[other] * y / scale;
        }
        double factor = 2.0 * spec.alpha() * spec.beta() / spec.size();
        dx[i] = dy[i] * Math.pow(scale(spec, x, row, c), -spec.beta()) - factor * x[i] * sum;
      }
    }
  }

  /** S[c] of one row. */
  private static double scale(LrnSpec spec, double[] x, int row, int c) {
    double squares = 0;
    for (int j = first(spec, c); j <= last(spec, c); j++) {
      double value = x[row * spec.channels() + j];
      squares += value * value;
    }
    return spec.k() + (double) spec.alpha() / spec.size() * squares;
  }

  private static int first(LrnSpec spec, int c) {
    return Math.max(0, c - spec.size() / 2);
  }

  private static int last(LrnSpec spec, int c) {
    return Math.min(spec.channels() - 1, c + spec.size() / 2);
  }
}
