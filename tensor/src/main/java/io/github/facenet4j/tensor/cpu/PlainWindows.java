package io.github.facenet4j.tensor.cpu;

/** Window loops without the Vector API. */
final class PlainWindows implements WindowKernels {

  @Override
  public void weightedSum(
      float[] x,
      int[] offsets,
      float[] w,
      int[] weights,
      int count,
      int channels,
      float[] y,
      int yOffset) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < count; t++) {
        sum = Math.fma(x[offsets[t] + c], w[weights[t] + c], sum);
      }
      y[yOffset + c] = sum;
    }
  }

  @Override
  public void correlate(
      float[] x,
      int xOffset,
      int xStep,
      float[] dy,
      int dyOffset,
      int dyStep,
      int count,
      int channels,
      float[] sums,
      int sumOffset) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < channels; c++) {
        float gradient = dy[dyOffset + i * dyStep + c];
        sums[sumOffset + c] = Math.fma(x[xOffset + i * xStep + c], gradient, sums[sumOffset + c]);
      }
    }
  }

  @Override
  public void maximum(
      float[] x,
      int[] offsets,
      int[] codes,
      int count,
      int channels,
      float[] y,
      int[] argmax,
      int yOffset) {
    for (int c = 0; c < channels; c++) {
      float best = x[offsets[0] + c];
      int code = codes[0];
      for (int t = 1; t < count; t++) {
        float value = x[offsets[t] + c];
        if (value > best || (Float.isNaN(value) && !Float.isNaN(best))) {
          best = value;
          code = codes[t];
        }
      }
      y[yOffset + c] = best;
      if (argmax != null) {
        argmax[yOffset + c] = code;
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
