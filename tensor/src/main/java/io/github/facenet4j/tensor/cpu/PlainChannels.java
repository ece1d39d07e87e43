package io.github.facenet4j.tensor.cpu;

/** Channel loops without the Vector API. */
final class PlainChannels implements ChannelKernels {
  private static final int ONE = Float.floatToRawIntBits(1f);

  /**
   * All ones for the bits of a float above 0, else zero: instead of a comparison, which would be
   * mispredicted half of the time.
   */
  private static int positive(int bits) {
    return (-bits & ~bits) >> 31;
  }

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
      int offset,
      float[] dy,
      int dyOffset,
      int dyStep,
      int rows,
      int channels,
      ChannelAffine affine,
      float[] sums,
      float[] products) {
    float[] mean = affine.mean();
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int dyAt = dyOffset + row * dyStep;
      for (int c = 0; c < channels; c++) {
        float centred = x[at + c] - mean[c];
        float g = inside(affine, centred, c, dy[dyAt + c]);
        sums[c] += g;
        products[c] = Math.fma(g, centred, products[c]);
      }
    }
  }

  /** {@code low < z < high ? dy : 0} without a comparison, see {@link #positive}. */
  private static float inside(ChannelAffine affine, float centred, int c, float dy) {
    float z = Math.fma(centred, affine.scale()[c], affine.shift()[c]);
    int mask =
        positive(Float.floatToRawIntBits(z - affine.low()))
            & positive(Float.floatToRawIntBits(affine.high() - z));
    return Float.intBitsToFloat(Float.floatToRawIntBits(dy) & mask);
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
      int offset,
      float[] y,
      int yOffset,
      int yStep,
      int rows,
      int channels,
      ChannelAffine affine) {
    float[] mean = affine.mean();
    float[] scale = affine.scale();
    float[] shift = affine.shift();
    float low = affine.low();
    float high = affine.high();
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int yAt = yOffset + row * yStep;
      for (int c = 0; c < channels; c++) {
        float z = Math.fma(x[at + c] - mean[c], scale[c], shift[c]);
        y[yAt + c] = Math.min(Math.max(z, low), high);
      }
    }
  }

  @Override
  public void normalizeGradient(
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
      float[] factor) {
    float[] mean = affine.mean();
    float[] scale = affine.scale();
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int dyAt = dyOffset + row * dyStep;
      for (int c = 0; c < channels; c++) {
        float centred = x[at + c] - mean[c];
        float centredG = inside(affine, centred, c, dy[dyAt + c]) - meanG[c];
        dx[at + c] = scale[c] * Math.fma(-centred, factor[c], centredG);
      }
    }
  }

  @Override
  public void prelu(
      float[] x, float[] y, int offset, int rows, int channels, float[] slopes, int slopeOffset) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        // One of the two terms is 0; a comparison would be mispredicted half of the time.
        float value = x[at + c];
        y[at + c] = Math.fma(slopes[slopeOffset + c], Math.min(value, 0f), Math.max(value, 0f));
      }
    }
  }

  @Override
  public void preluGradient(
      float[] x, float[] dy, float[] dx, int offset, int rows, int channels, float[] slopes) {
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < channels; c++) {
        int mask = positive(Float.floatToRawIntBits(x[at + c]));
        int factor = (ONE & mask) | (Float.floatToRawIntBits(slopes[c]) & ~mask);
        dx[at + c] = dy[at + c] * Float.intBitsToFloat(factor);
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
    int capBits = Float.floatToRawIntBits(cap);
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(saved[i]);
      int mask = positive(bits) & ((bits - capBits) >> 31);
      dx[i] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[i]) & mask);
    }
  }

  @Override
  public void store(
      float[] sums,
      int sumOffset,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      int n,
      float low,
      float high) {
    if (residual != null) {
      for (int j = 0; j < n; j++) {
        sums[sumOffset + j] += residual[residualOffset + j];
      }
    }
    if (low > Float.NEGATIVE_INFINITY || high < Float.POSITIVE_INFINITY) {
      // One array and one offset: C2 vectorises this, and not a loop with two offsets.
      for (int j = 0; j < n; j++) {
        sums[sumOffset + j] = Math.min(Math.max(sums[sumOffset + j], low), high);
      }
    }
    System.arraycopy(sums, sumOffset, y, yOffset, n);
  }
}
