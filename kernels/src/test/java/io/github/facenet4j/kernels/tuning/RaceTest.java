package io.github.facenet4j.kernels.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who wins, by a clock that is made up. */
class RaceTest {
  private final Map<String, List<Long>> samples = new HashMap<>();
  private final Map<String, Integer> runs = new HashMap<>();

  /** A runner's times, round by round; the last one is repeated. */
  private void times(String runner, long... nanos) {
    List<Long> list = new ArrayList<>();
    for (long each : nanos) {
      list.add(each);
    }
    samples.put(runner, list);
  }

  private long next(String runner) {
    int run = runs.merge(runner, 1, Integer::sum) - 1;
    List<Long> list = samples.get(runner);
    return list.get(Math.min(run, list.size() - 1));
  }

  private Race<String> race(String... runners) {
    Race<String> race = new Race<>(List.of(runners), runners[0], this::next);
    race.run(7);
    return race;
  }

  @Test
  void theFastestWins() {
    times("incumbent", 1000);
    times("faster", 900);
    times("fastest", 800);
    times("slower", 1100);

    Race<String> race = race("incumbent", "faster", "fastest", "slower");

    assertEquals("fastest", race.winner());
    assertEquals(800, race.medianNanos("fastest"));
    assertEquals(1000, race.medianNanos("incumbent"));
  }

  @Test
  void theIncumbentStaysWhereTheGainIsSmall() {
    times("incumbent", 1000);
    times("hardly faster", 985);

    assertEquals("incumbent", race("incumbent", "hardly faster").winner());
  }

  @Test
  void theIncumbentStaysWhereTheGainIsLessThanTheNoise() {
    times("incumbent", 1000);
    times("unsteady", 950, 700, 1300, 940, 800, 1200, 940);

    assertEquals("incumbent", race("incumbent", "unsteady").winner());
  }

  @Test
  void aMachineThatSlowsDownForAllDecidesNothing() {
    times("incumbent", 1000, 1000, 1500, 2000, 2000, 1400, 1000);
    times("faster", 900, 900, 1350, 1800, 1800, 1260, 900);

    assertEquals("faster", race("incumbent", "faster").winner());
  }

  @Test
  void equalRunnersUnderNoiseLeaveTheIncumbent() {
    // By the medians alone, the incumbent would lose more than half of these.
    SplittableRandom random = new SplittableRandom(1);
    int lost = 0;
    for (int trial = 0; trial < 200; trial++) {
      Race<String> race =
          new Race<>(
              List.of("incumbent", "b", "c", "d"),
              "incumbent",
              runner -> 1000 + (long) (50 * random.nextGaussian()));
      race.run(7);
      lost += race.winner().equals("incumbent") ? 0 : 1;
    }
    assertTrue(lost <= 20, lost + " of 200 races between equals were lost by the incumbent");
  }

  @Test
  void theSlowOnesDropOutAndTheKeptOneStays() {
    times("incumbent", 1000);
    times("kept", 2000);
    times("slow", 1400);
    Race<String> race = new Race<>(List.of("incumbent", "kept", "slow"), "kept", this::next);
    race.run(7);

    assertEquals("incumbent", race.winner());
    assertEquals(2000, race.medianNanos("kept"));
    assertEquals(Map.of("incumbent", 7, "kept", 7, "slow", 2), runs);
  }
}
