package io.github.facenet4j.tensor.cpu;

/**
 * Loops of depthwise convolutions: a run of pixels that all see the same taps of the filter. A tap
 * t is given by where its values start for the first pixel and where its weights start.
 */
public interface FilterKernels {

  /**
   * {@code y[i, c] = start[c] + Σt x[offsets[t] + i·xStep + c] · w[weights[t] + c]} for {@code
   * pixels} pixels i, t below taps; y is [pixels, channels] from yOffset on.
   */
  void weightedSums(
      float[] x,
      int[] offsets,
      int xStep,
      float[] w,
      int[] weights,
      int taps,
      float[] start,
      int channels,
      float[] y,
      int yOffset,
      int pixels);

  /**
   * {@code sums[weights[t] + c] += Σi x[offsets[t] + i·xStep + c] · dy[dyOffset + i·channels + c]},
   * i below pixels, t below taps.
   */
  void correlate(
      float[] x,
      int[] offsets,
      int xStep,
      float[] dy,
      int dyOffset,
      int pixels,
      int[] weights,
      int taps,
      int channels,
      float[] sums);
}
