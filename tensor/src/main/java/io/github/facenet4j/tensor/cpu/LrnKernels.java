package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.LrnSpec;

/**
 * Local response normalisation of whole rows, see {@link LrnSpec}: S[c] = k + alpha/size · Σ x[j]²
 * over the window around c.
 */
public interface LrnKernels {

  /**
   * {@code y[c] = x[c]·S[c]^−beta} for the rows first … first+count−1.
   *
   * @param y may be x
   */
  void forward(LrnSpec spec, float[] x, float[] y, int first, int count);

  /**
   * {@code dx[c] = dy[c]·S[c]^−beta + factor·x[c]·Σ dy[j]·x[j]·S[j]^(−beta−1)}, j over the window
   * around c, for the rows first … first+count−1; factor is {@link #gradientFactor}.
   *
   * @param dx may be dy or x
   */
  void backward(LrnSpec spec, float[] x, float[] dy, float[] dx, int first, int count);

  /** {@code −2·alpha·beta/size}. */
  static float gradientFactor(LrnSpec spec) {
    return (float) (-2.0 * spec.alpha() * spec.beta() / spec.size());
  }
}
