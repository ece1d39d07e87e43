package io.github.facenet4j.tensor.cpu;

/** Metric loops without the Vector API. */
final class PlainMetric implements MetricKernels {
  /** Sums kept apart in a dot product, so that one addition need not wait for the last. */
  private static final int CHAINS = 4;

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + CHAINS <= n; i += CHAINS) {
      s0 = Math.fma(a[aOffset + i], b[bOffset + i], s0);
      s1 = Math.fma(a[aOffset + i + 1], b[bOffset + i + 1], s1);
      s2 = Math.fma(a[aOffset + i + 2], b[bOffset + i + 2], s2);
      s3 = Math.fma(a[aOffset + i + 3], b[bOffset + i + 3], s3);
    }
    for (; i < n; i++) {
      s0 = Math.fma(a[aOffset + i], b[bOffset + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int n) {
    float s0 = 0;
    float s1 = 0;
    int i = 0;
    for (; i + 2 <= n; i += 2) {
      float d0 = a[aOffset + i] - b[bOffset + i];
      float d1 = a[aOffset + i + 1] - b[bOffset + i + 1];
      s0 = Math.fma(d0, d0, s0);
      s1 = Math.fma(d1, d1, s1);
    }
    if (i < n) {
      float d0 = a[aOffset + i] - b[bOffset + i];
      s0 = Math.fma(d0, d0, s0);
    }
    return s0 + s1;
  }

  @Override
  public void byteDots(byte[] rows, int first, int width, byte[] vector, int[] dots) {
    for (int i = 0; i < dots.length; i++) {
      dots[i] = byteDot(rows, first + i * width, vector, width);
    }
  }

  private static int byteDot(byte[] a, int aOffset, byte[] b, int n) {
    int s0 = 0;
    int s1 = 0;
    int s2 = 0;
    int s3 = 0;
    int i = 0;
    for (; i + CHAINS <= n; i += CHAINS) {
      s0 += a[aOffset + i] * b[i];
      s1 += a[aOffset + i + 1] * b[i + 1];
      s2 += a[aOffset + i + 2] * b[i + 2];
      s3 += a[aOffset + i + 3] * b[i + 3];
    }
    for (; i < n; i++) {
      s0 += a[aOffset + i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void addDifferences(
      float[] e, int row, int[] rows, float[] factors, int from, int to, float[] y, int n) {
    int own = row * n;
    for (int q = from; q < to; q++) {
      float factor = factors[q];
      int other = rows[q] * n;
      for (int i = 0; i < n; i++) {
        y[i] = Math.fma(factor, e[own + i] - e[other + i], y[i]);
      }
    }
  }

  @Override
  public void combine(
      float s,
      float[] x,
      int xOffset,
      float t,
      float[] z,
      int zOffset,
      float[] y,
      int yOffset,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(s, x[xOffset + i], t * z[zOffset + i]);
    }
  }

  @Override
  public void distances(
      float[] dots,
      int dotOffset,
      float square,
      float[] squares,
      int squareOffset,
      float[] d,
      int dOffset,
      int n) {
    for (int j = 0; j < n; j++) {
      float sum = square + squares[squareOffset + j];
      d[dOffset + j] = Math.max(0f, Math.fma(-2f, dots[dotOffset + j], sum));
    }
  }

  @Override
  public void keys(float[] d, int dOffset, int[] labels, int label, int n, int[] keys) {
    for (int j = 0; j < n; j++) {
      float distance = d[dOffset + j];
      boolean eligible = labels[j] != label && !Float.isNaN(distance);
      keys[j] = eligible ? MetricKernels.key(distance) : NO_KEY;
    }
  }

  /**
   * Without a comparison: {@code key − threshold − 1} as an unsigned number is least for the least
   * key above the threshold, because keys at or below it wrap around to the top. The sign bit is
   * flipped so that the signed minimum does it.
   */
  @Override
  public void leastAbove(int[] keys, int n, int[] thresholds, int[] least) {
    for (int q = 0; q < THRESHOLDS; q += 4) {
      int t0 = thresholds[q] + 1 - Integer.MIN_VALUE;
      int t1 = thresholds[q + 1] + 1 - Integer.MIN_VALUE;
      int t2 = thresholds[q + 2] + 1 - Integer.MIN_VALUE;
      int t3 = thresholds[q + 3] + 1 - Integer.MIN_VALUE;
      int m0 = Integer.MAX_VALUE;
      int m1 = Integer.MAX_VALUE;
      int m2 = Integer.MAX_VALUE;
      int m3 = Integer.MAX_VALUE;
      for (int j = 0; j < n; j++) {
        int key = keys[j];
        m0 = Math.min(m0, key - t0);
        m1 = Math.min(m1, key - t1);
        m2 = Math.min(m2, key - t2);
        m3 = Math.min(m3, key - t3);
      }
      least[q] = m0 + t0;
      least[q + 1] = m1 + t1;
      least[q + 2] = m2 + t2;
      least[q + 3] = m3 + t3;
    }
    for (int q = 0; q < THRESHOLDS; q++) {
      if (least[q] <= thresholds[q]) {
        least[q] = NO_KEY;
      }
    }
  }

  @Override
  public int indexOf(int[] keys, int key) {
    int j = 0;
    while (keys[j] != key) {
      j++;
    }
    return j;
  }
}
