package io.github.facenet4j.tensor.cpu;

/**
 * Loops of pooling over the channels of the pixels under one window of an NHWC map. The pixels are
 * given by the offsets of their first channel, clipped to the map by the caller.
 */
public interface WindowKernels {

  /**
   * {@code y[c]} = the first largest of {@code x[offsets[t] + c]}; a NaN counts as the largest.
   *
   * @param codes one for each t
   * @param argmax receives the code of the winner; may be null
   */
  void maximum(
      float[] x,
      int[] offsets,
      int[] codes,
      int count,
      int channels,
      float[] y,
      int yOffset,
      int[] argmax,
      int argmaxOffset);

  /** {@code y[c] = Σt x[offsets[t] + c] / count}. */
  void mean(float[] x, int[] offsets, int count, int channels, float[] y, int yOffset);

  /** {@code y[c] = √Σt x[offsets[t] + c]²}. */
  void rootOfSquares(float[] x, int[] offsets, int count, int channels, float[] y, int yOffset);

  /** {@code dx[dxOffset + c] += dy[dyOffset + c] / count}. */
  void addShare(float[] dy, int dyOffset, int count, int channels, float[] dx, int dxOffset);

  /**
   * {@code dx[xOffset + c] += dy[yOffset + c] · x[xOffset + c] / y[yOffset + c]}, nothing where y
   * is 0.
   */
  void addRootShare(
      float[] x, float[] dx, int xOffset, float[] y, float[] dy, int yOffset, int channels);
}
