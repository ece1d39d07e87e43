package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.WinogradKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Winograd's transforms in vectors of columns; columns behind the last whole vector one by one.
 * Sums and differences that two rows share are taken once.
 */
final class VectorWinograd implements WinogradKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void input(float[] d, int at, int step, float[] v, int to, int toStep, int n) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    FloatVector minusFour = FloatVector.broadcast(SPECIES, -4f);
    FloatVector minusFive = FloatVector.broadcast(SPECIES, -5f);
    int whole = SPECIES.loopBound(n);
    for (int c = 0; c < whole; c += LANES) {
      int from = at + c;
      int target = to + c;
      FloatVector d0 = FloatVector.fromArray(SPECIES, d, from);
      FloatVector d1 = FloatVector.fromArray(SPECIES, d, from + step);
      FloatVector d2 = FloatVector.fromArray(SPECIES, d, from + 2 * step);
      FloatVector d3 = FloatVector.fromArray(SPECIES, d, from + 3 * step);
      FloatVector d4 = FloatVector.fromArray(SPECIES, d, from + 4 * step);
      FloatVector d5 = FloatVector.fromArray(SPECIES, d, from + 5 * step);
      four.fma(d0, minusFive.fma(d2, d4)).intoArray(v, target);
      FloatVector even = minusFour.fma(d2, d4);
      FloatVector odd = minusFour.fma(d1, d3);
      even.add(odd).intoArray(v, target + toStep);
      even.sub(odd).intoArray(v, target + 2 * toStep);
      even = d4.sub(d2);
      odd = d3.sub(d1).mul(two);
      even.add(odd).intoArray(v, target + 3 * toStep);
      even.sub(odd).intoArray(v, target + 4 * toStep);
      four.fma(d1, minusFive.fma(d3, d5)).intoArray(v, target + 5 * toStep);
    }
    for (int c = whole; c < n; c++) {
      inputColumn(d, at + c, step, v, to + c, toStep);
    }
  }

  private static void inputColumn(float[] d, int at, int step, float[] v, int to, int toStep) {
    float d1 = d[at + step];
    float d2 = d[at + 2 * step];
    float d3 = d[at + 3 * step];
    float d4 = d[at + 4 * step];
    v[to] = Math.fma(4f, d[at], Math.fma(-5f, d2, d4));
    float even = Math.fma(-4f, d2, d4);
    float odd = Math.fma(-4f, d1, d3);
    v[to + toStep] = even + odd;
    v[to + 2 * toStep] = even - odd;
    even = d4 - d2;
    odd = (d3 - d1) * 2f;
    v[to + 3 * toStep] = even + odd;
    v[to + 4 * toStep] = even - odd;
    v[to + 5 * toStep] = Math.fma(4f, d1, Math.fma(-5f, d3, d[at + 5 * step]));
  }

  @Override
  public void filter(float[] g, int at, int step, float[] u, int to, int toStep, int n) {
    int whole = SPECIES.loopBound(n);
    for (int c = 0; c < whole; c += LANES) {
      int target = to + c;
      FloatVector g0 = FloatVector.fromArray(SPECIES, g, at + c);
      FloatVector g1 = FloatVector.fromArray(SPECIES, g, at + c + step);
      FloatVector g2 = FloatVector.fromArray(SPECIES, g, at + c + 2 * step);
      g0.mul(1f / 4).intoArray(u, target);
      FloatVector even = g0.add(g2).mul(-1f / 6);
      FloatVector odd = g1.mul(-1f / 6);
      even.add(odd).intoArray(u, target + toStep);
      even.sub(odd).intoArray(u, target + 2 * toStep);
      even = g0.mul(1f / 24).add(g2.mul(1f / 6));
      odd = g1.mul(1f / 12);
      even.add(odd).intoArray(u, target + 3 * toStep);
      even.sub(odd).intoArray(u, target + 4 * toStep);
      g2.intoArray(u, target + 5 * toStep);
    }
    for (int c = whole; c < n; c++) {
      filterColumn(g, at + c, step, u, to + c, toStep);
    }
  }

  private static void filterColumn(float[] g, int at, int step, float[] u, int to, int toStep) {
    float g0 = g[at];
    float g1 = g[at + step];
    float g2 = g[at + 2 * step];
    u[to] = g0 * (1f / 4);
    float even = (g0 + g2) * (-1f / 6);
    float odd = g1 * (-1f / 6);
    u[to + toStep] = even + odd;
    u[to + 2 * toStep] = even - odd;
    even = g0 * (1f / 24) + g2 * (1f / 6);
    odd = g1 * (1f / 12);
    u[to + 3 * toStep] = even + odd;
    u[to + 4 * toStep] = even - odd;
    u[to + 5 * toStep] = g2;
  }

  @Override
  public void output(
      float[] m, int at, int step, float[] start, float[] y, int to, int toStep, int n) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8f);
    int whole = SPECIES.loopBound(n);
    for (int c = 0; c < whole; c += LANES) {
      int from = at + c;
      int target = to + c;
      FloatVector first = FloatVector.fromArray(SPECIES, start, c);
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, from + step);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, from + 2 * step);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, from + 3 * step);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, from + 4 * step);
      FloatVector near = m1.add(m2);
      FloatVector far = m3.add(m4);
      FloatVector.fromArray(SPECIES, m, from).add(near).add(far).add(first).intoArray(y, target);
      four.fma(far, near).add(first).intoArray(y, target + 2 * toStep);
      near = m1.sub(m2);
      far = m3.sub(m4);
      two.fma(far, near).add(first).intoArray(y, target + toStep);
      FloatVector last = FloatVector.fromArray(SPECIES, m, from + 5 * step);
      eight.fma(far, near).add(last).add(first).intoArray(y, target + 3 * toStep);
    }
    for (int c = whole; c < n; c++) {
      outputColumn(m, at + c, step, start[c], y, to + c, toStep);
    }
  }

  private static void outputColumn(
      float[] m, int at, int step, float start, float[] y, int to, int toStep) {
    float near = m[at + step] + m[at + 2 * step];
    float far = m[at + 3 * step] + m[at + 4 * step];
    y[to] = m[at] + near + far + start;
    y[to + 2 * toStep] = Math.fma(4f, far, near) + start;
    near = m[at + step] - m[at + 2 * step];
    far = m[at + 3 * step] - m[at + 4 * step];
    y[to + toStep] = Math.fma(2f, far, near) + start;
    y[to + 3 * toStep] = Math.fma(8f, far, near) + m[at + 5 * step] + start;
  }

  @Override
  public void gradient(float[] dy, int at, int step, float[] m, int to, int toStep, int n) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4f);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8f);
    int whole = SPECIES.loopBound(n);
    for (int c = 0; c < whole; c += LANES) {
      int from = at + c;
      int target = to + c;
      FloatVector y0 = FloatVector.fromArray(SPECIES, dy, from);
      FloatVector y1 = FloatVector.fromArray(SPECIES, dy, from + step);
      FloatVector y2 = FloatVector.fromArray(SPECIES, dy, from + 2 * step);
      FloatVector y3 = FloatVector.fromArray(SPECIES, dy, from + 3 * step);
      FloatVector even = y0.add(y2);
      FloatVector odd = y1.add(y3);
      y0.intoArray(m, target);
      even.add(odd).intoArray(m, target + toStep);
      even.sub(odd).intoArray(m, target + 2 * toStep);
      even = four.fma(y2, y0);
      odd = two.fma(y1, eight.mul(y3));
      even.add(odd).intoArray(m, target + 3 * toStep);
      even.sub(odd).intoArray(m, target + 4 * toStep);
      y3.intoArray(m, target + 5 * toStep);
    }
    for (int c = whole; c < n; c++) {
      gradientColumn(dy, at + c, step, m, to + c, toStep);
    }
  }

  private static void gradientColumn(float[] dy, int at, int step, float[] m, int to, int toStep) {
    float y0 = dy[at];
    float y1 = dy[at + step];
    float y2 = dy[at + 2 * step];
    float y3 = dy[at + 3 * step];
    float even = y0 + y2;
    float odd = y1 + y3;
    m[to] = y0;
    m[to + toStep] = even + odd;
    m[to + 2 * toStep] = even - odd;
    even = Math.fma(4f, y2, y0);
    odd = Math.fma(2f, y1, 8f * y3);
    m[to + 3 * toStep] = even + odd;
    m[to + 4 * toStep] = even - odd;
    m[to + 5 * toStep] = y3;
  }

  @Override
  public void taps(float[] m, int at, int step, float[] dg, int to, int toStep, int n) {
    FloatVector quarter = FloatVector.broadcast(SPECIES, 1f / 4);
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1f / 6);
    FloatVector twelfth = FloatVector.broadcast(SPECIES, 1f / 12);
    FloatVector twentyFourth = FloatVector.broadcast(SPECIES, 1f / 24);
    int whole = SPECIES.loopBound(n);
    for (int c = 0; c < whole; c += LANES) {
      int from = at + c;
      int target = to + c;
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, from + step);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, from + 2 * step);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, from + 3 * step);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, from + 4 * step);
      FloatVector near = sixth.mul(m1.add(m2));
      FloatVector far = m3.add(m4);
      FloatVector first = quarter.mul(FloatVector.fromArray(SPECIES, m, from)).sub(near);
      twentyFourth.fma(far, first).intoArray(dg, target);
      sixth.mul(m2.sub(m1)).add(twelfth.mul(m3.sub(m4))).intoArray(dg, target + toStep);
      FloatVector last = FloatVector.fromArray(SPECIES, m, from + 5 * step);
      sixth.mul(far).sub(near).add(last).intoArray(dg, target + 2 * toStep);
    }
    for (int c = whole; c < n; c++) {
      tapsColumn(m, at + c, step, dg, to + c, toStep);
    }
  }

  private static void tapsColumn(float[] m, int at, int step, float[] dg, int to, int toStep) {
    float m1 = m[at + step];
    float m2 = m[at + 2 * step];
    float m3 = m[at + 3 * step];
    float m4 = m[at + 4 * step];
    float near = (1f / 6) * (m1 + m2);
    float far = m3 + m4;
    dg[to] = Math.fma(1f / 24, far, (1f / 4) * m[at] - near);
    dg[to + toStep] = (1f / 6) * (m2 - m1) + (1f / 12) * (m3 - m4);
    dg[to + 2 * toStep] = (1f / 6) * far - near + m[at + 5 * step];
  }
}
