package io.github.facenet4j.facenet.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.report.TrainingHistory;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir private Path folder;

  /**
   * A twelfth of the real demonstration. The accuracy of one pair in two has a standard error of
   * √(0.25/800) = 0.018; six of them tell learning from luck.
   */
  @Test
  void aFewStepsAlreadyTellNewPeopleApartBetterThanPixelsDo() throws IOException {
    DemoResult result = run(new DemoPlan(3, 200, 40, 10, 4, 100, Budget.steps(36)), 36);
    double trained = result.trained().result().accuracy();
    double untrained = result.untrained().result().accuracy();
    double pixels = result.rawPixels().result().accuracy();
    assertTrue(
        trained > Math.max(untrained, pixels) + 6 * 0.018,
        "trained " + trained + ", untrained " + untrained + ", pixels " + pixels);
  }

  @Test
  void nobodyIsTrainedOnAndTestedOn() {
    DemoPlan plan = DemoPlan.standard(5, 1000, 100, Budget.steps(1));
    Set<String> names = new HashSet<>(names(plan.trainingFaces(48)));
    assertEquals(plan.people(), names.size());
    names.addAll(names(plan.heldOutFaces(48)));
    assertEquals(plan.people() + plan.heldOut(), names.size());
  }

  @Test
  void theSeedDecidesTheWholeRun() throws IOException {
    DemoResult first = run(small(7), 2);
    DemoResult again = run(small(7), 2);
    assertEquals(losses(first), losses(again));
    assertEquals(first.trained().result(), again.trained().result());
    assertNotEquals(losses(first), losses(run(small(8), 2)));
  }

  @Test
  void trainingEndsWhenItIsAskedTo() throws IOException {
    assertEquals(1, run(small(7), 1).steps());
  }

  @Test
  void theWeightsFileHoldsTheTrainedNetworkWithItsThreshold() throws IOException {
    DemoResult result = run(small(7), 2);
    try (Backend backend = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Model model = Model.load(List.of(weights()), Optional.empty(), Model.Use.INFERENCE, scope);
      assertEquals("facenet-tiny", model.network().architecture());
      assertEquals(
          result.trained().result().threshold(),
          model.metadata().calibration().orElseThrow().threshold());
    }
  }

  private static DemoPlan small(long seed) {
    return new DemoPlan(seed, 30, 8, 4, 2, 10, Budget.steps(2));
  }

  private static List<String> names(SyntheticFaces faces) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < faces.identities(); i++) {
      names.add(faces.identityName(i));
    }
    return names;
  }

  private static List<Double> losses(DemoResult result) {
    return result.history().rows().stream().map(TrainingHistory.Row::loss).toList();
  }

  private Path weights() {
    return folder.resolve("model.safetensors");
  }

  /** Runs on the pure-JVM backend until so many steps are done. */
  private DemoResult run(DemoPlan plan, int stopAfter) throws IOException {
    DemoListener listener =
        new DemoListener() {
          private long done;

          @Override
          public void begins(String what) {
            assertTrue(what.matches("(drawing|training|measuring) .*"), what);
          }

          @Override
          public void stepped(StepReport step, double progress) {
            done = step.step();
          }

          @Override
          public boolean isStopAsked() {
            return done >= stopAfter;
          }
        };
    try (Backend backend = Backends.require("cpu")) {
      long before = backend.memory().liveBytes();
      DemoResult result = new Demo(plan, backend, listener).run(weights());
      assertEquals(before, backend.memory().liveBytes(), "device memory is given back");
      return result;
    }
  }
}
