package io.github.facenet4j.tensor.cpu;

/** Filter loops without the Vector API. */
final class PlainFilters implements FilterKernels {

  @Override
  public void weightedSums(
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
      int pixels) {
    for (int i = 0; i < pixels; i++) {
      int to = yOffset + i * channels;
      System.arraycopy(start, 0, y, to, channels);
      for (int t = 0; t < taps; t++) {
        int from = offsets[t] + i * xStep;
        int weight = weights[t];
        for (int c = 0; c < channels; c++) {
          y[to + c] = Math.fma(x[from + c], w[weight + c], y[to + c]);
        }
      }
    }
  }

  @Override
  public void correlate(
      float[] x,
      int[] offsets,
      int xStep,
      float[] dy,
      int dyOffset,
      int pixels,
      int[] weights,
      int taps,
      int channels,
      float[] sums) {
    for (int i = 0; i < pixels; i++) {
      int gradient = dyOffset + i * channels;
      for (int t = 0; t < taps; t++) {
        int from = offsets[t] + i * xStep;
        int to = weights[t];
        for (int c = 0; c < channels; c++) {
          sums[to + c] = Math.fma(x[from + c], dy[gradient + c], sums[to + c]);
        }
      }
    }
  }
}
