package io.github.facenet4j.tensor.cpu;

/** Window loops without the Vector API. */
final class PlainWindows implements WindowKernels {

  /** Values first, then their places: a loop that did both would mispredict every other branch. */
  @Override
  public void maximum(
      float[] x,
      int[] offsets,
      int[] codes,
      int count,
      int channels,
      float[] y,
      int yOffset,
      int[] argmax,
      int argmaxOffset) {
    System.arraycopy(x, offsets[0], y, yOffset, channels);
    for (int t = 1; t < count; t++) {
      int from = offsets[t];
      for (int c = 0; c < channels; c++) {
        y[yOffset + c] = Math.max(y[yOffset + c], x[from + c]);
      }
    }
    if (argmax == null) {
      return;
    }
    for (int t = count - 1; t >= 0; t--) {
      int from = offsets[t];
      int code = codes[t];
      for (int c = 0; c < channels; c++) {
        float value = x[from + c];
        boolean isFirst = value == y[yOffset + c] || value != value; // a NaN made the maximum NaN
        argmax[argmaxOffset + c] = isFirst ? code : argmax[argmaxOffset + c];
      }
    }
  }

  @Override
  public void mean(float[] x, int[] offsets, int count, int channels, float[] y, int yOffset) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < count; t++) {
        sum += x[offsets[t] + c];
      }
      y[yOffset + c] = sum / count;
    }
  }

  @Override
  public void rootOfSquares(
      float[] x, int[] offsets, int count, int channels, float[] y, int yOffset) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < count; t++) {
        float value = x[offsets[t] + c];
        sum = Math.fma(value, value, sum);
      }
      y[yOffset + c] = (float) Math.sqrt(sum);
    }
  }

  @Override
  public void addShare(
      float[] dy, int dyOffset, int count, int channels, float[] dx, int dxOffset) {
    for (int c = 0; c < channels; c++) {
      dx[dxOffset + c] += dy[dyOffset + c] / count;
    }
  }

  @Override
  public void addRootShare(
      float[] x, float[] dx, int xOffset, float[] y, float[] dy, int yOffset, int channels) {
    for (int c = 0; c < channels; c++) {
      float root = y[yOffset + c];
      if (root != 0) {
        dx[xOffset + c] += dy[yOffset + c] * x[xOffset + c] / root;
      }
    }
  }
}
