package io.github.facenet4j.tensor.cpu;

/**
 * Loops over blocks of maps [rows, channels] that start at an offset of their arrays; per-channel
 * arrays start at 0 unless an offset is given.
 */
public interface ChannelKernels {

  /** {@code sums[sumOffset + c] += Σ x}. */
  void addSums(float[] x, int offset, int rows, int channels, float[] sums, int sumOffset);

  /** {@code sums[c] += Σ (x − mean[c])²}. */
  void addSquares(float[] x, int offset, int rows, int channels, float[] mean, float[] sums);

  /**
   * With {@code g = low < z < high ? dy : 0}, z of the affine map: {@code sums[c] += Σ g;
   * products[c] += Σ g·(x − mean[c])}.
   *
   * @param dyOffset of the first row in dy; the others follow dyStep apart
   */
  void addGradientSums(
      float[] x,
      int offset,
      float[] dy,
      int dyOffset,
      int dyStep,
      int rows,
      int channels,
      ChannelAffine affine,
      float[] sums,
      float[] products);

  /** {@code sums[c] += Σ dy·min(x, 0)}: the gradient of PRELU's slopes. */
  void addSlopeSums(float[] x, float[] dy, int offset, int rows, int channels, float[] sums);

  /**
   * y of the affine map; y may be x.
   *
   * @param yOffset of the first row in y; the others follow yStep apart
   */
  void normalize(
      float[] x,
      int offset,
      float[] y,
      int yOffset,
      int yStep,
      int rows,
      int channels,
      ChannelAffine affine);

  /**
   * With g as in {@link #addGradientSums}: {@code dx = scale[c]·(g − meanG[c] − (x −
   * mean[c])·factor[c])}; dx has the rows of x, and may be dy or x.
   *
   * @param factor the mean of g·x̂ times r, see batch norm
   */
  void normalizeGradient(
      float[] x,
      int offset,
      float[] dy,
      int dyOffset,
      int dyStep,
      float[] dx,
      int rows,
      int channels,
      ChannelAffine affine,
      float[] meanG,
      float[] factor);

  /** {@code y = x > 0 ? x : slopes[c]·x}; y may be x. */
  void prelu(
      float[] x, float[] y, int offset, int rows, int channels, float[] slopes, int slopeOffset);

  /** {@code dx = x > 0 ? dy : slopes[c]·dy}; dx may be dy. */
  void preluGradient(
      float[] x, float[] dy, float[] dx, int offset, int rows, int channels, float[] slopes);

  /** {@code y = min(max(x, 0), cap)} for the elements from … to−1; y may be x. */
  void clip(float[] x, float[] y, int from, int to, float cap);

  /** {@code dx = 0 < saved < cap ? dy : 0} for the elements from … to−1; dx may be dy. */
  void clipGradient(float[] saved, float[] dy, float[] dx, int from, int to, float cap);

  /**
   * One row of an epilogue: {@code y = min(max(sums + residual, low), high)}, n values from the
   * given offsets on; infinite bounds stand for none. The sums may be something else afterwards.
   *
   * @param residual may be null; may be y at the same offset
   */
  void store(
      float[] sums,
      int sumOffset,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      int n,
      float low,
      float high);
}
