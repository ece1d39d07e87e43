package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.spi.BatchNormSpec;

/**
 * How far a training-mode batch norm in single precision may be off, by first-order propagation:
 *
 * <pre>
 * mean        δμ = (R+4)·u·mean|x|                              R rows
 * variance    δv = (R+8)·u·v + δμ²                              about any centre that is off by δμ
 * inverse std δr = r·( δv / (2·(v+ε)) + 12u )              a root and a quotient
 * y           δy = |gamma|·( δμ·r + |x−μ|·δr + 6u·r·(|x|+|μ|) ) + 4u·|beta|
 * </pre>
 *
 * The variance must come from centred values (or Welford's recurrence): the difference of the mean
 * square and the squared mean breaks these bounds when the values are far from zero.
 */
final class BatchNormBounds {
  private final BatchNormSpec spec;
  private final float[] x;
  private final double[] means;
  private final double[] variances;
  private final double[] meanErrors;

  BatchNormBounds(BatchNormSpec spec, float[] x) {
    this.spec = spec;
    this.x = x;
    means = new double[spec.channels()];
    variances = new double[spec.channels()];
    meanErrors = new double[spec.channels()];
    for (int i = 0; i < x.length; i++) {
      means[i % spec.channels()] += x[i] / (double) spec.rows();
      meanErrors[i % spec.channels()] += (spec.rows() + 4) * U * Math.abs(x[i]) / spec.rows();
    }
    for (int i = 0; i < x.length; i++) {
      double centred = x[i] - means[i % spec.channels()];
      variances[i % spec.channels()] += centred * centred / spec.rows();
    }
  }

  private double varianceError(int c) {
    return (spec.rows() + 8) * U * variances[c] + meanErrors[c] * meanErrors[c];
  }

  private double inverse(int c) {
    return 1 / Math.sqrt(variances[c] + spec.epsilon());
  }

  private double inverseError(int c) {
    return inverse(c) * (varianceError(c) / (2 * (variances[c] + spec.epsilon())) + 12 * U);
  }

  double[] mean() {
    return meanErrors;
  }

  double[] inverseStd() {
    double[] bounds = new double[spec.channels()];
    for (int c = 0; c < bounds.length; c++) {
      bounds[c] = inverseError(c);
    }
    return bounds;
  }

  double[] runningMean(float[] before) {
    double[] bounds = new double[spec.channels()];
    for (int c = 0; c < bounds.length; c++) {
      double size = Math.abs(before[c]) + spec.momentum() * Math.abs(means[c]);
      bounds[c] = spec.momentum() * meanErrors[c] + 6 * U * size;
    }
    return bounds;
  }

  double[] runningVariance(float[] before) {
    double[] bounds = new double[spec.channels()];
    double unbiased = spec.rows() == 1 ? 1 : spec.rows() / (spec.rows() - 1.0);
    for (int c = 0; c < bounds.length; c++) {
      double size = Math.abs(before[c]) + spec.momentum() * unbiased * variances[c];
      bounds[c] = spec.momentum() * unbiased * varianceError(c) + 8 * U * size;
    }
    return bounds;
  }

  double[] y(float[] gamma, float[] beta) {
    double[] bounds = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % spec.channels();
      double r = inverse(c);
      double parts =
          meanErrors[c] * r
              + Math.abs(x[i] - means[c]) * inverseError(c)
              + 6 * U * r * (Math.abs(x[i]) + Math.abs(means[c]));
      bounds[i] = Math.abs(gamma[c]) * parts + 4 * U * Math.abs(beta[c]);
    }
    return bounds;
  }
}
