package io.github.facenet4j.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  @Test
  void constantStaysConstant() {
    assertEquals(0.05f, LearningRateSchedule.constant(0.05f).at(1));
    assertEquals(0.05f, LearningRateSchedule.constant(0.05f).at(1_000_000));
  }

  @Test
  void stepsFallAfterEveryInterval() {
    LearningRateSchedule schedule = LearningRateSchedule.steps(1, 10, 0.5f);
    assertEquals(1f, schedule.at(1));
    assertEquals(1f, schedule.at(10));
    assertEquals(0.5f, schedule.at(11));
    assertEquals(0.25f, schedule.at(21));
  }

  @Test
  void cosineRisesToThePeakAndFallsToTheEnd() {
    LearningRateSchedule schedule = LearningRateSchedule.cosine(1, 0.1f, 4, 14);
    assertEquals(0.25f, schedule.at(1));
    assertEquals(1f, schedule.at(4));
    assertEquals(0.55f, schedule.at(9), 1e-6f, "half way down");
    assertEquals(0.1f, schedule.at(14), 1e-6f);
    assertEquals(0.1f, schedule.at(1000), 1e-6f);
    for (int step = 5; step < 14; step++) {
      assertEquals(
          1.1f, schedule.at(step) + schedule.at(18 - step), 1e-6f, "symmetric about the middle");
    }
  }

  @Test
  void cosineWithoutWarmUpStartsNearThePeak() {
    assertEquals(1f, LearningRateSchedule.cosine(1, 0, 0, 1_000_000).at(1), 1e-6f);
  }

  @Test
  void refusesIntervalsWithoutSteps() {
    assertThrows(IllegalArgumentException.class, () -> LearningRateSchedule.steps(1, 0, 0.5f));
    assertThrows(IllegalArgumentException.class, () -> LearningRateSchedule.cosine(1, 0, 10, 10));
  }
}
