package io.github.facenet4j.tensor.cpu;

/**
 * How much before its first value a loop over an array had best start, found by timing.
 *
 * <p>C2 takes the first values of a vectorised loop one by one until those of one array (that of
 * the first sum) are aligned, and the last ones that fill no vector likewise: sixteen in all where
 * the number is a multiple of sixteen, as dear as a hundred and more in vectors. A loop that starts
 * one value before an aligned address and runs for one value more than whole vectors has a single
 * such value. Addresses are not for a Java program to know, and change when the collector moves an
 * array, but the right one of eight starts shows in the time that the loop takes. Results do not
 * depend on it.
 */
final class LoopLead {
  /** Values of the widest vectors, 512 bits; no lead is longer. */
  static final int LANES = 16;

  /** Arrays lie at multiples of eight bytes. */
  private static final int STEP = 2;

  /**
   * Vectors of a loop that is timed. C2 looks at how long loops were, and makes no whole vectors
   * for those of less than some 150 values.
   */
  private static final int VECTORS = 24;

  private static final int READINGS = 3;

  /** A loop over the arrays of one group, several times. */
  interface Loop {
    void run(int lead, int length);
  }

  private LoopLead() {}

  /** The least number of values, lead and all, that fills all vectors behind a first value. */
  static int wholeVectors(int lead, int length) {
    return 1 + (lead + length - 1 + LANES - 1) / LANES * LANES;
  }

  /** The lead, from 1 to 15, with which the loop is fastest. */
  static int search(Loop loop) {
    int best = 1;
    long least = Long.MAX_VALUE;
    for (int lead = 1; lead < LANES; lead += STEP) {
      long nanos = nanos(loop, lead);
      if (nanos < least) {
        least = nanos;
        best = lead;
      }
    }
    return best;
  }

  private static long nanos(Loop loop, int lead) {
    // As many values for each lead: one of them alone, and whole vectors.
    int length = VECTORS * LANES + 1 - lead;
    long least = Long.MAX_VALUE;
    for (int reading = 0; reading < READINGS; reading++) {
      long before = System.nanoTime();
      loop.run(lead, length);
      least = Math.min(least, System.nanoTime() - before);
    }
    return least;
  }
}
