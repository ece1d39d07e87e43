package io.github.facenet4j.tensor.cpu;

/** Channel loops without the Vector API. */
final class PlainChannels implements ChannelKernels {

  @Override
  public void addSums(float[] x, int offset, int rows, int channels, float[] sums, int sumOffset) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        sums[sumOffset + c] += x[at + c];
      }
    }
  }

  @Override
  public void addSquares(
      float[] x, int offset, int rows, int channels, float[] mean, float[] sums) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        float centred = x[at + c] - mean[c];
        sums[c] = Math.fma(centred, centred, sums[c]);
      }
    }
  }

  @Override
  public void addGradientSums(
      float[] x,
      float[] dy,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] sums,
      float[] products) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        sums[c] += dy[at + c];
        products[c] = Math.fma(dy[at + c], x[at + c] - mean[c], products[c]);
      }
    }
  }

  @Override
  public void addSlopeSums(
      float[] x, float[] dy, int offset, int rows, int channels, float[] sums) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        sums[c] = Math.fma(dy[at + c], Math.min(x[at + c], 0f), sums[c]);
      }
    }
  }

  @Override
  public void normalize(
      float[] x,
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] scale,
      float[] shift) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        y[at + c] = Math.fma(x[at + c] - mean[c], scale[c], shift[c]);
      }
    }
  }

  @Override
  public void normalizeGradient(
      float[] x,
      float[] dy,
      float[] dx,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] scale,
      float[] meanDy,
      float[] factor) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        float centredDy = dy[at + c] - meanDy[c];
        dx[at + c] = scale[c] * Math.fma(mean[c] - x[at + c], factor[c], centredDy);
      }
    }
  }

  @Override
  public void prelu(
      float[] x, float[] y, int offset, int rows, int channels, float[] slopes, int slopeOffset) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        float value = x[at + c];
        y[at + c] = value > 0 ? value : slopes[slopeOffset + c] * value;
      }
    }
  }

  @Override
  public void preluGradient(
      float[] x, float[] dy, float[] dx, int offset, int rows, int channels, float[] slopes) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        dx[at + c] = x[at + c] > 0 ? dy[at + c] : slopes[c] * dy[at + c];
      }
    }
  }

  @Override
  public void clip(float[] x, float[] y, int from, int to, float cap) {
    for (int i = from; i < to; i++) {
      y[i] = Math.min(Math.max(x[i], 0f), cap);
    }
  }

  @Override
  public void clipGradient(float[] saved, float[] dy, float[] dx, int from, int to, float cap) {
    for (int i = from; i < to; i++) {
      dx[i] = saved[i] > 0 && saved[i] < cap ? dy[i] : 0f;
    }
  }

  @Override
  public void store(
      float[] sums,
      int sumOffset,
      float[] bias,
      int biasOffset,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      int n) {
    for (int j = 0; j < n; j++) {
      float value = sums[sumOffset + j];
      if (bias != null) {
        value += bias[biasOffset + j];
      }
      if (residual != null) {
        value += residual[residualOffset + j];
      }
      y[yOffset + j] = value;
    }
  }
}
