package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a run is given up. */
class CollapseDetectorTest {

  @Test
  void givesUpAfterManyCollapsedStepsInARow() {
    CollapseDetector detector = new CollapseDetector();
    for (int step = 1; step < CollapseDetector.PATIENCE; step++) {
      detector.check(step(step, 0.2, 1e-6));
    }
    var failed =
        assertThrows(
            TrainingFailedException.class,
            () -> detector.check(step(CollapseDetector.PATIENCE, 0.2, 1e-6)));
    assertTrue(
        failed.getMessage().contains("collapsed at step " + CollapseDetector.PATIENCE),
        failed::getMessage);
  }

  @Test
  void forgivesCollapsedStepsThatDoNotFollowEachOther() {
    CollapseDetector detector = new CollapseDetector();
    for (int step = 1; step <= 3 * CollapseDetector.PATIENCE; step++) {
      int now = step;
      assertDoesNotThrow(() -> detector.check(step(now, 0.2, now % 3 == 0 ? 1 : 1e-6)));
    }
  }

  @Test
  void givesUpAtOnceOnALossThatIsNoNumber() {
    CollapseDetector detector = new CollapseDetector();
    var failed =
        assertThrows(TrainingFailedException.class, () -> detector.check(step(3, Double.NaN, 1)));
    assertTrue(failed.getMessage().contains("diverged at step 3"), failed::getMessage);
  }

  private static StepReport step(long step, double loss, double spread) {
    return new StepReport(
        step, loss, 10, 10, 10, 5, 0.5, 0.6, spread, 0.1, 20, 0, 1, 0, 1, 10, 90, 1);
  }
}
