package io.github.facenet4j.bench;

/**
 * How thoroughly a workload is timed.
 *
 * @param samples timed samples; the median counts
 * @param sampleNanos a sample repeats the call until it takes about so long
 * @param roundNanos a round of the warm-up takes at least so long; there are at least two
 * @param mostWarmUpNanos after so long the call is timed even if it still becomes faster
 */
record Pace(int samples, long sampleNanos, long roundNanos, long mostWarmUpNanos) {
  private static final long MILLISECOND = 1_000_000;

  /** The essentials in a few minutes. */
  static final Pace QUICK = new Pace(7, 20 * MILLISECOND, 120 * MILLISECOND, 10_000 * MILLISECOND);

  /** For figures that are kept. */
  static final Pace THOROUGH =
      new Pace(11, 60 * MILLISECOND, 400 * MILLISECOND, 15_000 * MILLISECOND);
}
