package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Learning rate over a run, budgets, and numbers that make no sense. */
class TrainingConfigTest {

  private static TrainingConfig config(
      int people, float margin, float rate, int warmUp, float finalRate, float decay) {
    return config(people, margin, rate, warmUp, RateSchedule.COSINE, finalRate, decay);
  }

  private static TrainingConfig config(
      int people,
      float margin,
      float rate,
      int warmUp,
      RateSchedule schedule,
      float finalRate,
      float decay) {
    return new TrainingConfig(
        people,
        2,
        0,
        192,
        margin,
        Mining.SEMIHARD,
        WhenNone.SKIP,
        TrainingConfig.DEFAULT_MINE_EVERY,
        TrainingConfig.DEFAULT_MINE_FACES,
        Reduction.SUM,
        LossKind.TRIPLET,
        0.1f,
        OptimizerKind.SGD,
        rate,
        warmUp,
        schedule,
        finalRate,
        decay,
        0,
        0,
        Augmentation.NONE,
        1);
  }

  /** Four stretches from 1 to 0.008: a fifth each time. */
  @Test
  void theStepScheduleFallsByTheSameFactorThreeTimes() {
    TrainingConfig config = config(2, 0.2f, 0.5f, 0, RateSchedule.STEPS, 0.008f, 0);
    double[] progress = {0, 0.24, 0.26, 0.51, 0.76, 1};
    double[] expected = {0.5, 0.5, 0.1, 0.02, 0.004, 0.004};
    for (int i = 0; i < progress.length; i++) {
      assertEquals(expected[i], config.rateAt(10, progress[i]), 1e-8, "at " + progress[i]);
    }
  }

  @Test
  void thePapersScheduleLowersTheRateToFinalise() {
    TrainingConfig config = config(2, 0.2f, 0.05f, 0, RateSchedule.FINALISE, 0.1f, 0);
    assertEquals(0.05f, config.rateAt(1, 0));
    assertEquals(0.05f, config.rateAt(700, 0.79));
    assertEquals(0.005f, config.rateAt(900, 0.8), 1e-8);
  }

  @Test
  void theRateRisesOverTheWarmUpAndFallsAlongHalfACosine() {
    TrainingConfig config = config(2, 0.2f, 0.8f, 4, 0.25f, 0);
    assertEquals(0.2f, config.rateAt(1, 0), 1e-7);
    assertEquals(0.8f, config.rateAt(4, 0), 1e-7);
    assertEquals(0.8f * (0.25 + 0.75 / 2), config.rateAt(50, 0.5), 1e-7);
    assertEquals(0.2f, config.rateAt(100, 1), 1e-7);
  }

  @Test
  void theBudgetIsUsedUpByWhicheverLimitComesFirst() {
    Budget both = new Budget(10, Duration.ofSeconds(20));
    assertEquals(0.5, both.progress(5, Duration.ofSeconds(1)));
    assertEquals(0.75, both.progress(5, Duration.ofSeconds(15)));
    assertEquals(1, both.progress(5, Duration.ofSeconds(99)));
    assertEquals(0.5, Budget.time(Duration.ofMillis(3)).progress(77, Duration.ofNanos(1_500_000)));
    assertEquals(0.2, Budget.steps(10).progress(2, Duration.ofDays(9)), 1e-15);
    Budget endless = Budget.time(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(0, endless.progress(5, Duration.ofDays(1)), 1e-12);
  }

  @Test
  void numbersThatMakeNoSenseAreNamed() {
    refused("margin", () -> config(2, 0, 1, 0, 1, 0));
    refused("margin", () -> config(2, Float.NaN, 1, 0, 1, 0));
    refused("learning rate", () -> config(2, 0.2f, 0, 0, 1, 0));
    refused("learning rate", () -> config(2, 0.2f, Float.POSITIVE_INFINITY, 0, 1, 0));
    refused("warm-up", () -> config(2, 0.2f, 1, -1, 1, 0));
    refused("final rate", () -> config(2, 0.2f, 1, 0, 1.5f, 0));
    refused("weight decay", () -> config(2, 0.2f, 1, 0, 1, -0.1f));
    refused("micro-batch", () -> config(2, 0.2f, 1, 0, 1, 0).withMicroBatch(0));
    refused("got 1 people", () -> config(1, 0.2f, 1, 0, 1, 0));
    refused("at least 1 step", () -> Budget.steps(0));
    refused("positive time", () -> Budget.time(Duration.ZERO));
    refused("keep 0", () -> new CheckpointPolicy(1, 0));
    refused("every 0 steps", () -> new CheckpointPolicy(0, 1));
    refused("needs a limit", () -> new Budget(Long.MAX_VALUE, null));
  }

  private static void refused(String because, Runnable action) {
    var refused = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(refused.getMessage().contains(because), refused::getMessage);
  }
}
