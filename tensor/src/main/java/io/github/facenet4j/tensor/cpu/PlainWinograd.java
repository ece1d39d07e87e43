package io.github.facenet4j.tensor.cpu;

/**
 * Winograd's transforms in plain loops that C2 vectorises: each row is copied to an array of its
 * own first, see {@link PlainRows}.
 */
final class PlainWinograd implements WinogradKernels {
  private static final int ROWS = 6;

  /** Operand and result rows of one thread. */
  private static final class Rows {
    float[][] from = new float[ROWS][0];
    float[][] to = new float[ROWS][0];

    void load(float[] values, int at, int step, int rows, int n) {
      if (from[0].length < n) {
        from = new float[ROWS][n];
        to = new float[ROWS][n];
      }
      for (int row = 0; row < rows; row++) {
        System.arraycopy(values, at + row * step, from[row], 0, n);
      }
    }

    void store(float[] values, int at, int step, int rows, int n) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(to[row], 0, values, at + row * step, n);
      }
    }
  }

  private final ThreadLocal<Rows> rowsOfThread = ThreadLocal.withInitial(Rows::new);

  @Override
  public void input(float[] d, int at, int step, float[] v, int to, int toStep, int n) {
    Rows rows = rowsOfThread.get();
    rows.load(d, at, step, 6, n);
    float[][] f = rows.from;
    float[][] t = rows.to;
    ends(f[0], f[2], f[4], t[0], n);
    ends(f[1], f[3], f[5], t[5], n);
    nearPair(f[1], f[2], f[3], f[4], t[1], t[2], n);
    farPair(f[1], f[2], f[3], f[4], t[3], t[4], n);
    rows.store(v, to, toStep, 6, n);
  }

  /** 4·a − 5·b + c. */
  private static void ends(float[] a, float[] b, float[] c, float[] v, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = Math.fma(4f, a[i], Math.fma(-5f, b[i], c[i]));
    }
  }

  private static void nearPair(
      float[] d1, float[] d2, float[] d3, float[] d4, float[] v1, float[] v2, int n) {
    for (int i = 0; i < n; i++) {
      float even = Math.fma(-4f, d2[i], d4[i]);
      float odd = Math.fma(-4f, d1[i], d3[i]);
      v1[i] = even + odd;
      v2[i] = even - odd;
    }
  }

  private static void farPair(
      float[] d1, float[] d2, float[] d3, float[] d4, float[] v3, float[] v4, int n) {
    for (int i = 0; i < n; i++) {
      float even = d4[i] - d2[i];
      float odd = (d3[i] - d1[i]) * 2f;
      v3[i] = even + odd;
      v4[i] = even - odd;
    }
  }

  @Override
  public void filter(float[] g, int at, int step, float[] u, int to, int toStep, int n) {
    Rows rows = rowsOfThread.get();
    rows.load(g, at, step, 3, n);
    float[][] f = rows.from;
    float[][] t = rows.to;
    for (int i = 0; i < n; i++) {
      t[0][i] = f[0][i] * (1f / 4);
    }
    filterPair(f[0], f[1], f[2], -1f / 6, -1f / 6, -1f / 6, t[1], t[2], n);
    filterPair(f[0], f[1], f[2], 1f / 24, 1f / 12, 1f / 6, t[3], t[4], n);
    System.arraycopy(f[2], 0, t[5], 0, n);
    rows.store(u, to, toStep, 6, n);
  }

  /** a·g0 ± b·g1 + c·g2. */
  private static void filterPair(
      float[] g0,
      float[] g1,
      float[] g2,
      float a,
      float b,
      float c,
      float[] plus,
      float[] minus,
      int n) {
    for (int i = 0; i < n; i++) {
      float even = a * g0[i] + c * g2[i];
      float odd = b * g1[i];
      plus[i] = even + odd;
      minus[i] = even - odd;
    }
  }

  @Override
  public void output(
      float[] m, int at, int step, float[] start, float[] y, int to, int toStep, int n) {
    Rows rows = rowsOfThread.get();
    rows.load(m, at, step, 6, n);
    float[][] f = rows.from;
    float[][] t = rows.to;
    evenOutputs(f[0], f[1], f[2], f[3], f[4], start, t[0], t[2], n);
    oddOutputs(f[1], f[2], f[3], f[4], f[5], start, t[1], t[3], n);
    rows.store(y, to, toStep, 4, n);
  }

  private static void evenOutputs(
      float[] m0,
      float[] m1,
      float[] m2,
      float[] m3,
      float[] m4,
      float[] start,
      float[] y0,
      float[] y2,
      int n) {
    for (int i = 0; i < n; i++) {
      float near = m1[i] + m2[i];
      float far = m3[i] + m4[i];
      y0[i] = m0[i] + near + far + start[i];
      y2[i] = Math.fma(4f, far, near) + start[i];
    }
  }

  private static void oddOutputs(
      float[] m1,
      float[] m2,
      float[] m3,
      float[] m4,
      float[] m5,
      float[] start,
      float[] y1,
      float[] y3,
      int n) {
    for (int i = 0; i < n; i++) {
      float near = m1[i] - m2[i];
      float far = m3[i] - m4[i];
      y1[i] = Math.fma(2f, far, near) + start[i];
      y3[i] = Math.fma(8f, far, near) + m5[i] + start[i];
    }
  }

  @Override
  public void gradient(float[] dy, int at, int step, float[] m, int to, int toStep, int n) {
    Rows rows = rowsOfThread.get();
    rows.load(dy, at, step, 4, n);
    float[][] f = rows.from;
    float[][] t = rows.to;
    System.arraycopy(f[0], 0, t[0], 0, n);
    gradientPair(f[0], f[1], f[2], f[3], 1f, 1f, 1f, t[1], t[2], n);
    gradientPair(f[0], f[1], f[2], f[3], 2f, 4f, 8f, t[3], t[4], n);
    System.arraycopy(f[3], 0, t[5], 0, n);
    rows.store(m, to, toStep, 6, n);
  }

  /** (y0 + b·y2) ± (a·y1 + c·y3). */
  private static void gradientPair(
      float[] y0,
      float[] y1,
      float[] y2,
      float[] y3,
      float a,
      float b,
      float c,
      float[] plus,
      float[] minus,
      int n) {
    for (int i = 0; i < n; i++) {
      float even = Math.fma(b, y2[i], y0[i]);
      float odd = Math.fma(a, y1[i], c * y3[i]);
      plus[i] = even + odd;
      minus[i] = even - odd;
    }
  }

  @Override
  public void taps(float[] m, int at, int step, float[] dg, int to, int toStep, int n) {
    Rows rows = rowsOfThread.get();
    rows.load(m, at, step, 6, n);
    float[][] f = rows.from;
    float[][] t = rows.to;
    outerTap(f[1], f[2], f[3], f[4], 1f / 24, 1f / 4, f[0], t[0], n);
    middleTap(f[1], f[2], f[3], f[4], t[1], n);
    outerTap(f[1], f[2], f[3], f[4], 1f / 6, 1f, f[5], t[2], n);
    rows.store(dg, to, toStep, 3, n);
  }

  /** b·end − (m1 + m2)/6 + a·(m3 + m4). */
  private static void outerTap(
      float[] m1,
      float[] m2,
      float[] m3,
      float[] m4,
      float a,
      float b,
      float[] end,
      float[] g,
      int n) {
    for (int i = 0; i < n; i++) {
      float first = b * end[i] - (1f / 6) * (m1[i] + m2[i]);
      g[i] = Math.fma(a, m3[i] + m4[i], first);
    }
  }

  private static void middleTap(float[] m1, float[] m2, float[] m3, float[] m4, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = (1f / 6) * (m2[i] - m1[i]) + (1f / 12) * (m3[i] - m4[i]);
    }
  }
}
