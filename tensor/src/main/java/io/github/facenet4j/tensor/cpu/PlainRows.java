package io.github.facenet4j.tensor.cpu;

import java.util.Arrays;

/**
 * The one hot loop of the plain kernels, {@code sums[g][·] += Σk scalars[g,k] · terms[k][·]}, in a
 * form that C2 vectorises: each array of the inner loop is an array of its own, indexed by the bare
 * loop variable. An offset added to that index would cost nine tenths of the speed.
 *
 * <p>One instance belongs to one thread.
 */
final class PlainRows {
  /** Terms that one pass adds. */
  static final int DEPTH = 64;

  /** Sums of one inner loop. */
  private static final int QUAD = 4;

  /**
   * Terms of one inner loop. Four are a quarter faster than two where C2 vectorises a loop of that
   * size, which it was measured to do on 25 and not on 17.
   */
  private static final int STEP = Runtime.version().feature() >= 25 ? 4 : 2;

  private float[][] terms = new float[0][0];
  private float[][] sums = new float[0][0];
  private float[] scalars = new float[0];

  /** Makes room for this many sums of this length. */
  void prepare(int groups, int length) {
    int padded = (groups + QUAD - 1) / QUAD * QUAD;
    terms = grown(terms, DEPTH + 1, length);
    Arrays.fill(terms[DEPTH], 0f); // stands in for terms behind the last
    sums = grown(sums, padded, length);
    if (scalars.length < padded * DEPTH) {
      scalars = new float[padded * DEPTH];
    }
  }

  private static float[][] grown(float[][] rows, int count, int length) {
    int oldLength = rows.length == 0 ? 0 : rows[0].length;
    return rows.length >= count && oldLength >= length
        ? rows
        : new float[Math.max(count, rows.length)][Math.max(length, oldLength)];
  }

  /** Row k of the terms, for the caller to fill. */
  float[] term(int k) {
    return terms[k];
  }

  /** Row g of the sums. */
  float[] sum(int g) {
    return sums[g];
  }

  /** The scalars; (g, k) is at {@code g·DEPTH + k}. */
  float[] scalars() {
    return scalars;
  }

  /** Adds the first {@code depth} terms to the sums. */
  void accumulate(int groups, int depth, int length) {
    int paddedGroups = (groups + QUAD - 1) / QUAD * QUAD;
    int paddedDepth = (depth + STEP - 1) / STEP * STEP;
    for (int g = 0; g < paddedGroups; g++) {
      int from = g < groups ? depth : 0;
      Arrays.fill(scalars, g * DEPTH + from, g * DEPTH + paddedDepth, 0f);
    }
    for (int g = 0; g < groups; g += QUAD) {
      for (int k = 0; k < depth; k += STEP) {
        if (STEP == 4) {
          addFour(g, k, depth, length);
        } else {
          addTwo(g, k, depth, length);
        }
      }
    }
  }

  private float[] termOrZero(int k, int depth) {
    return terms[k < depth ? k : DEPTH];
  }

  private void addTwo(int g, int k, int depth, int length) {
    addTwo(
        scalars,
        g * DEPTH + k,
        terms[k],
        termOrZero(k + 1, depth),
        sums[g],
        sums[g + 1],
        sums[g + 2],
        sums[g + 3],
        length);
  }

  private static void addTwo(
      float[] s,
      int at,
      float[] b0,
      float[] b1,
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      int length) {
    float s00 = s[at];
    float s01 = s[at + 1];
    float s10 = s[at + DEPTH];
    float s11 = s[at + DEPTH + 1];
    float s20 = s[at + 2 * DEPTH];
    float s21 = s[at + 2 * DEPTH + 1];
    float s30 = s[at + 3 * DEPTH];
    float s31 = s[at + 3 * DEPTH + 1];
    for (int j = 0; j < length; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      c0[j] = Math.fma(s01, x1, Math.fma(s00, x0, c0[j]));
      c1[j] = Math.fma(s11, x1, Math.fma(s10, x0, c1[j]));
      c2[j] = Math.fma(s21, x1, Math.fma(s20, x0, c2[j]));
      c3[j] = Math.fma(s31, x1, Math.fma(s30, x0, c3[j]));
    }
  }

  private void addFour(int g, int k, int depth, int length) {
    addFour(
        scalars,
        g * DEPTH + k,
        terms[k],
        termOrZero(k + 1, depth),
        termOrZero(k + 2, depth),
        termOrZero(k + 3, depth),
        sums[g],
        sums[g + 1],
        sums[g + 2],
        sums[g + 3],
        length);
  }

  private static void addFour(
      float[] s,
      int at,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      int length) {
    float s00 = s[at];
    float s01 = s[at + 1];
    float s02 = s[at + 2];
    float s03 = s[at + 3];
    float s10 = s[at + DEPTH];
    float s11 = s[at + DEPTH + 1];
    float s12 = s[at + DEPTH + 2];
    float s13 = s[at + DEPTH + 3];
    float s20 = s[at + 2 * DEPTH];
    float s21 = s[at + 2 * DEPTH + 1];
    float s22 = s[at + 2 * DEPTH + 2];
    float s23 = s[at + 2 * DEPTH + 3];
    float s30 = s[at + 3 * DEPTH];
    float s31 = s[at + 3 * DEPTH + 1];
    float s32 = s[at + 3 * DEPTH + 2];
    float s33 = s[at + 3 * DEPTH + 3];
    for (int j = 0; j < length; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      float x3 = b3[j];
      c0[j] = Math.fma(s03, x3, Math.fma(s02, x2, Math.fma(s01, x1, Math.fma(s00, x0, c0[j]))));
      c1[j] = Math.fma(s13, x3, Math.fma(s12, x2, Math.fma(s11, x1, Math.fma(s10, x0, c1[j]))));
      c2[j] = Math.fma(s23, x3, Math.fma(s22, x2, Math.fma(s21, x1, Math.fma(s20, x0, c2[j]))));
      c3[j] = Math.fma(s33, x3, Math.fma(s32, x2, Math.fma(s31, x1, Math.fma(s30, x0, c3[j]))));
    }
  }
}
