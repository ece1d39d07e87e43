package io.github.facenet4j.peers;

import io.github.facenet4j.bench.roofline.Roofline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders timed in turn, round by round, so that all see the same machine; the median over the
 * rounds counts. Between turns there is a pause in which the threads of the one before stop
 * spinning.
 */
final class Race {
  private static final int ROUNDS = 9;
  private static final long TURN_NANOS = 60_000_000;
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final long PAUSE_MILLIS = 40;

  private final int images;
  private final List<Contender> contenders;
  private final Map<Contender, List<Double>> nanos = new LinkedHashMap<>();

  /**
   * A race.
   *
   * @param images that one run of a contender takes
   */
  Race(int images, List<? extends Contender> contenders) {
    this.images = images;
    this.contenders = List.copyOf(contenders);
  }

  /** Warms up and runs all rounds. */
  void run() {
    List<Integer> calls = new ArrayList<>();
    for (Contender contender : contenders) {
      nanos.put(contender, new ArrayList<>());
      long end = System.nanoTime() + WARM_UP_NANOS;
      long one = Long.MAX_VALUE;
      for (int i = 0; i < 3 || System.nanoTime() < end; i++) {
        one = Math.min(one, nanos(contender, 1));
      }
      calls.add((int) Math.max(1, TURN_NANOS / one));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        pause();
        Contender contender = contenders.get(i);
        nanos.get(contender).add((double) nanos(contender, calls.get(i)) / calls.get(i));
      }
    }
  }

  private static long nanos(Contender contender, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      contender.run();
    }
    return System.nanoTime() - start;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The race was interrupted", interrupted);
    }
  }

  /** Images a second by the median. */
  double imagesPerSecond(Contender contender) {
    return images * 1e9 / Roofline.median(nanos.get(contender));
  }

  /** Median over the rounds of this contender's speed over the other's in the same round. */
  double ratio(Contender contender, Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ratios.add(nanos.get(other).get(round) / nanos.get(contender).get(round));
    }
    return Roofline.median(ratios);
  }

  /** The figures of one contender. */
  Map<String, Object> fields(Contender contender) {
    List<Double> all = nanos.get(contender);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("engine", contender.name());
    fields.put("medianMillis", Roofline.median(all) / 1e6);
    fields.put("minMillis", Collections.min(all) / 1e6);
    fields.put("maxMillis", Collections.max(all) / 1e6);
    fields.put("imagesPerSecond", imagesPerSecond(contender));
    return fields;
  }
}
