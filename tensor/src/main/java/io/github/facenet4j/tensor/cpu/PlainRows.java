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
  /** Terms that one pass adds, a multiple of any {@link #STEP}. */
  static final int DEPTH = 72;

  /** Where the sums start. */
  private static final int SUMS = DEPTH + 1;

  /**
   * Rows have {@code LEAST + i·STEPS} values. With the header of an array, 16 bytes, that is a
   * whole number of cache lines, so that arrays that the JVM puts one after another all lie alike
   * in their lines, and so do whole vectors of them. It is 17 lines more than a multiple of 32, so
   * that neighbours and the next vectors of one array lie apart in L1 and are not taken for one
   * another by the low bits of their addresses.
   */
  private static final int LEAST = 268;

  private static final int STEPS = 512;

  /** Whether C2 vectorises a loop of four sums and four terms: measured on 25, not so on 17. */
  private static final boolean LONG_LOOPS = Runtime.version().feature() >= 25;

  /** Sums of one inner loop. */
  private static final int GROUP = LONG_LOOPS ? 4 : 3;

  /** Terms of one inner loop. */
  private static final int STEP = LONG_LOOPS ? 4 : 3;

  /** The terms, zeros that stand in for terms behind the last, the sums. */
  private float[][] rows = new float[0][0];

  private float[] scalars = new float[0];

  /** Makes room for this many sums of this length. */
  void prepare(int groups, int length) {
    int padded = (groups + GROUP - 1) / GROUP * GROUP;
    int oldLength = rows.length == 0 ? 0 : rows[0].length;
    if (rows.length < SUMS + padded || oldLength < length) {
      int steps = Math.max(0, Math.max(length, oldLength) - LEAST + STEPS - 1) / STEPS;
      rows = new float[Math.max(SUMS + padded, rows.length)][LEAST + steps * STEPS];
    }
    if (scalars.length < padded * DEPTH) {
      scalars = new float[padded * DEPTH];
    }
  }

  /** Row k of the terms, for the caller to fill. */
  float[] term(int k) {
    return rows[k];
  }

  /** Row g of the sums. */
  float[] sum(int g) {
    return rows[SUMS + g];
  }

  /** The scalars; (g, k) is at {@code g·DEPTH + k}. */
  float[] scalars() {
    return scalars;
  }

  /** Adds the first {@code depth} terms to the sums. */
  void accumulate(int groups, int depth, int length) {
    int paddedGroups = (groups + GROUP - 1) / GROUP * GROUP;
    int paddedDepth = (depth + STEP - 1) / STEP * STEP;
    for (int g = 0; g < paddedGroups; g++) {
      int from = g < groups ? depth : 0;
      Arrays.fill(scalars, g * DEPTH + from, g * DEPTH + paddedDepth, 0f);
    }
    for (int g = 0; g < groups; g += GROUP) {
      for (int k = 0; k < depth; k += STEP) {
        if (LONG_LOOPS) {
          addFour(g, k, depth, length);
        } else {
          addThree(g, k, depth, length);
        }
      }
    }
  }

  private float[] termOrZero(int k, int depth) {
    return term(k < depth ? k : DEPTH);
  }

  private void addThree(int g, int k, int depth, int length) {
    addThree(
        scalars,
        g * DEPTH + k,
        term(k),
        termOrZero(k + 1, depth),
        termOrZero(k + 2, depth),
        sum(g),
        sum(g + 1),
        sum(g + 2),
        length);
  }

  /**
   * Each sum has a form of its own, of equal value: {@code s·x}, {@code x·s} and {@code −(−s)·x}.
   * C2 on 17 finds the sixteen copies of an operation that become one vector by their form and
   * their operands alone; among equal forms it pairs the copies of one sum with those of another,
   * as chance will have it, and the loop stays scalar.
   */
  private static void addThree(
      float[] s,
      int at,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] c0,
      float[] c1,
      float[] c2,
      int length) {
    float s00 = s[at];
    float s01 = s[at + 1];
    float s02 = s[at + 2];
    float s10 = s[at + DEPTH];
    float s11 = s[at + DEPTH + 1];
    float s12 = s[at + DEPTH + 2];
    float s20 = -(-s[at + 2 * DEPTH]);
    float s21 = -(-s[at + 2 * DEPTH + 1]);
    float s22 = -(-s[at + 2 * DEPTH + 2]);
    for (int j = 0; j < length; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      c0[j] = Math.fma(s02, x2, Math.fma(s01, x1, Math.fma(s00, x0, c0[j])));
      c1[j] = Math.fma(x2, s12, Math.fma(x1, s11, Math.fma(x0, s10, c1[j])));
      c2[j] = Math.fma(s22, x2, Math.fma(s21, x1, Math.fma(s20, x0, c2[j])));
    }
  }

  private void addFour(int g, int k, int depth, int length) {
    addFour(
        scalars,
        g * DEPTH + k,
        term(k),
        termOrZero(k + 1, depth),
        termOrZero(k + 2, depth),
        termOrZero(k + 3, depth),
        sum(g),
        sum(g + 1),
        sum(g + 2),
        sum(g + 3),
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
