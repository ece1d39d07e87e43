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
  /** Terms that one pass adds, a multiple of {@link #STEP}. */
  static final int DEPTH = 72;

  /** Where the sums start. */
  private static final int SUMS = DEPTH + 1;

  /** Where the values of all rows start, behind room for any {@link LoopLead}. */
  static final int FIRST = LoopLead.LANES;

  /** Values of a row beside those that are used: before them, and what fills the last vector. */
  private static final int SPARE = FIRST + LoopLead.LANES;

  /**
   * Rows have {@code LEAST + i·STEPS} values. With the header of an array, 16 bytes, that is a
   * whole number of cache lines, so that arrays that the JVM puts one after another all lie alike
   * in their lines, and so do whole vectors of them. It is 19 lines more than a multiple of 32, so
   * that neighbours and the next vectors of one array lie apart in L1 and are not taken for one
   * another by the low bits of their addresses.
   */
  private static final int LEAST = 812;

  private static final int STEPS = 512;

  /** Calls of the loop for one reading of the clock, half a microsecond in all. */
  private static final int TIMED_CALLS = 8;

  /** Timing takes less than a hundredth of this. */
  private static final long SEARCH_EVERY_NANOS = 100_000_000;

  /** Before that C2 has hardly compiled the loop, and timing tells nothing. */
  private static final long FIRST_SEARCH_NANOS = 500_000_000;

  /**
   * Values of the terms that are added to all sums before the next: with three sums they stay in
   * L1.
   */
  private static final int TERMS_IN_L1 = 4608;

  /** Values of sums up to which these lie in L2, and may be read and written more often. */
  private static final int SUMS_IN_L2 = 100_000;

  /** Sums of one inner loop. */
  private static final int GROUP = 3;

  /** Terms of one inner loop. */
  private static final int STEP = 3;

  /** The terms, zeros that stand in for terms behind the last, the sums. */
  private float[][] rows = new float[0][0];

  private float[] scalars = new float[0];

  /** The {@link LoopLead} of each group of sums. */
  private int[] leads = new int[0];

  private long searchDue = System.nanoTime() + FIRST_SEARCH_NANOS;

  /** Makes room for this many sums of this length; what was in the rows is lost. */
  void prepare(int groups, int length) {
    int padded = (groups + GROUP - 1) / GROUP * GROUP;
    int oldLength = rows.length == 0 ? 0 : rows[0].length;
    if (scalars.length < padded * DEPTH) {
      scalars = new float[padded * DEPTH];
    }
    if (rows.length < SUMS + padded || oldLength < length + SPARE) {
      int steps = Math.max(0, Math.max(length + SPARE, oldLength) - LEAST + STEPS - 1) / STEPS;
      rows = new float[Math.max(SUMS + padded, rows.length)][LEAST + steps * STEPS];
      leads = new int[(rows.length - SUMS) / GROUP];
    }
    if (System.nanoTime() - searchDue > 0) {
      search();
      searchDue = System.nanoTime() + SEARCH_EVERY_NANOS;
    }
  }

  private void search() {
    Arrays.fill(scalars, 0f);
    for (int i = 0; i < leads.length; i++) {
      int g = i * GROUP;
      leads[i] =
          LoopLead.search(
              (lead, length) -> {
                for (int call = 0; call < TIMED_CALLS; call++) {
                  add(g, 0, DEPTH, lead, length);
                }
              });
    }
  }

  /** Row k of the terms, for the caller to fill from {@link #FIRST} on. */
  float[] term(int k) {
    return rows[k];
  }

  /** Row g of the sums, from {@link #FIRST} on. */
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
    boolean sumsInL2 = groups * length <= SUMS_IN_L2;
    int block = sumsInL2 ? Math.max(STEP, TERMS_IN_L1 / length / STEP * STEP) : depth;
    for (int from = 0; from < depth; from += block) {
      int to = Math.min(depth, from + block);
      for (int g = 0; g < groups; g += GROUP) {
        for (int k = from; k < to; k += STEP) {
          add(g, k, depth, leads[g / GROUP], length);
        }
      }
    }
  }

  private void add(int g, int k, int depth, int lead, int length) {
    int from = FIRST - lead;
    int to = from + LoopLead.wholeVectors(lead, length);
    addThree(
        scalars,
        g * DEPTH + k,
        term(k),
        termOrZero(k + 1, depth),
        termOrZero(k + 2, depth),
        sum(g),
        sum(g + 1),
        sum(g + 2),
        from,
        to);
  }

  private float[] termOrZero(int k, int depth) {
    return term(k < depth ? k : DEPTH);
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
      int from,
      int to) {
    float s00 = s[at];
    float s01 = s[at + 1];
    float s02 = s[at + 2];
    float s10 = s[at + DEPTH];
    float s11 = s[at + DEPTH + 1];
    float s12 = s[at + DEPTH + 2];
    float s20 = -(-s[at + 2 * DEPTH]);
    float s21 = -(-s[at + 2 * DEPTH + 1]);
    float s22 = -(-s[at + 2 * DEPTH + 2]);
    for (int j = from; j < to; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      c0[j] = Math.fma(s02, x2, Math.fma(s01, x1, Math.fma(s00, x0, c0[j])));
      c1[j] = Math.fma(x2, s12, Math.fma(x1, s11, Math.fma(x0, s10, c1[j])));
      c2[j] = Math.fma(s22, x2, Math.fma(s21, x1, Math.fma(s20, x0, c2[j])));
    }
  }
}
