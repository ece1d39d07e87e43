package io.github.facenet4j.kernels.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Times runners against each other in rounds, so that what slows the machine for a while slows all
 * of them alike.
 *
 * @param <T> what runs
 */
final class Race<T> {
  /** A smaller gain is not worth another kernel, however steady it is. */
  static final double SMALLEST_GAIN = 0.02;

  /** After so many rounds, who is so much slower than the fastest has lost. */
  private static final int QUALIFYING_ROUNDS = 2;

  private static final double QUALIFYING_FACTOR = 1.3;

  private final T incumbent;
  private final T kept;
  private final ToLongFunction<T> clock;
  private final Map<T, List<Long>> nanos = new LinkedHashMap<>();

  /**
   * A race that has not begun.
   *
   * @param runners the incumbent first
   * @param kept runs every round, as the incumbent does; need not take part
   * @param clock makes one run and tells how long it took
   */
  Race(List<T> runners, T kept, ToLongFunction<T> clock) {
    this.incumbent = runners.get(0);
    this.kept = kept;
    this.clock = clock;
    runners.forEach(runner -> nanos.put(runner, new ArrayList<>()));
  }

  /** Runs so many rounds. Nobody always runs behind the same one: the order turns. */
  void run(int rounds) {
    for (int round = 0; round < rounds; round++) {
      if (round == QUALIFYING_ROUNDS) {
        dropSlow();
      }
      List<T> order = new ArrayList<>(nanos.keySet());
      Collections.rotate(order, round);
      order.forEach(runner -> nanos.get(runner).add(clock.applyAsLong(runner)));
    }
  }

  private void dropSlow() {
    double limit =
        QUALIFYING_FACTOR * nanos.values().stream().mapToLong(Collections::min).min().orElseThrow();
    nanos.keySet().removeIf(runner -> !stays(runner) && Collections.min(nanos.get(runner)) > limit);
  }

  private boolean stays(T runner) {
    return runner.equals(incumbent) || runner.equals(kept);
  }

  /** The median time of the incumbent, the one kept, or the winner. */
  long medianNanos(T runner) {
    return Math.round(quantile(nanos.get(runner).stream().mapToDouble(n -> n).toArray(), 0.5));
  }

  /**
   * The incumbent, unless another is faster by more than the noise; of several such the fastest.
   *
   * <p>What counts is the ratio of the two times within a round. One minus its median is the gain;
   * its interquartile range is the noise, or {@link #SMALLEST_GAIN} where that is more.
   */
  T winner() {
    T best = incumbent;
    double bestRatio = 1;
    for (T challenger : nanos.keySet()) {
      double[] ratios = ratios(challenger);
      double ratio = quantile(ratios, 0.5);
      double noise = Math.max(SMALLEST_GAIN, quantile(ratios, 0.75) - quantile(ratios, 0.25));
      if (1 - ratio > noise && ratio < bestRatio) {
        best = challenger;
        bestRatio = ratio;
      }
    }
    return best;
  }

  private double[] ratios(T challenger) {
    List<Long> own = nanos.get(challenger);
    List<Long> others = nanos.get(incumbent);
    double[] ratios = new double[own.size()];
    Arrays.setAll(ratios, round -> (double) own.get(round) / others.get(round));
    return ratios;
  }

  /** The value below which this share of the values lies, interpolated. */
  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
