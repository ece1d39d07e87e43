package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training with products of rounded operands, and with a scaled loss. */
class PrecisionTrainingTest {
  private static final LabeledFaces PEOPLE = MicroTraining.people(6, 3);

  @TempDir private Path folder;

  private static Backend open(Precision precision) {
    return TestDevices.openCl(() -> Backends.require("opencl", precision));
  }

  private static TrainingConfig config() {
    return MicroTraining.config(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"BF16", "FP16"})
  void fewerBitsTrainTheTinyNetworkToo(Precision precision) {
    List<StepReport> steps;
    try (Backend backend = open(precision)) {
      steps = TrainerTest.overfitting(backend, LossKind.TRIPLET);
    }
    double first = steps.get(0).loss();
    double last = steps.get(steps.size() - 1).loss();
    assertTrue(last < first / 4, () -> "loss " + first + " … " + last);
    double scale = precision == Precision.FP16 ? 0x1p16 : 1;
    steps.forEach(step -> assertEquals(scale, step.lossScale(), step::toString));
    steps.forEach(step -> assertEquals(0, step.skipped(), step::toString));
  }

  @Test
  void aScaleThatOverflowsSkipsStepsUntilItFits() {
    LossScaling large = new LossScaling(0x1p24f, 100);
    try (Backend backend = open(Precision.FP16);
        Trainer trainer = new Trainer(MicroTraining.network(), backend, PEOPLE, config(), large)) {
      float[] before = MicroTraining.state(trainer).get("fc.weight");
      StepReport first = trainer.step(0);
      assertEquals(0x1p24, first.lossScale());
      assertEquals(1, first.skipped());
      assertEquals(0, trainer.optimizer().steps());
      assertArrayEquals(before, MicroTraining.state(trainer).get("fc.weight"));
      StepReport last = first;
      for (int i = 0; i < 20 && last.skipped() == 1; i++) {
        double scale = last.lossScale();
        last = trainer.step(0);
        assertEquals(scale / 2, last.lossScale());
      }
      assertEquals(0, last.skipped(), last::toString);
      assertEquals(1, trainer.optimizer().steps());
      assertEquals(trainer.steps() - 1, (long) trainer.state().get("loss.scale").readFloats()[2]);
    }
  }

  /** Powers of two scale without rounding, as long as nothing leaves the range. */
  @Test
  void inFullPrecisionAScaleChangesNothing() {
    try (Backend cpu = Backends.require("cpu")) {
      Map<String, float[]> plain = afterThreeSteps(cpu, LossScaling.NONE);
      Map<String, float[]> scaled = afterThreeSteps(cpu, LossScaling.parse("4096"));
      plain.forEach((name, values) -> assertArrayEquals(values, scaled.get(name), name));
    }
  }

  private static Map<String, float[]> afterThreeSteps(Backend backend, LossScaling scaling) {
    try (Trainer trainer =
        new Trainer(MicroTraining.network(), backend, PEOPLE, config(), scaling)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(0);
      }
      return MicroTraining.state(trainer);
    }
  }

  @Test
  void aCheckpointHoldsTheScaleAndTheRunGoesOnAsIfItHadNotStopped() throws IOException {
    Path file = folder.resolve("c.safetensors");
    LossScaling growing = new LossScaling(0x1p24f, 2);
    try (Backend backend = open(Precision.FP16);
        Trainer whole = new Trainer(MicroTraining.network(), backend, PEOPLE, config(), growing);
        Trainer resumed =
            new Trainer(MicroTraining.network(), backend, PEOPLE, config(), growing)) {
      StepReport last = whole.step(0);
      while (last.skipped() == 1) {
        last = whole.step(0);
      }
      Checkpoint.write(file, whole, Duration.ZERO);
      Checkpoint.read(file, resumed);
      assertEquals(1, resumed.optimizer().steps());
      assertEquals(whole.steps(), resumed.steps());
      for (int i = 0; i < 3; i++) {
        StepReport expected = whole.step(0);
        StepReport found = resumed.step(0);
        assertEquals(expected.lossScale(), found.lossScale());
        assertEquals(expected.skipped(), found.skipped());
      }
      Map<String, float[]> expected = MicroTraining.state(whole);
      Map<String, float[]> found = MicroTraining.state(resumed);
      expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    }
  }

  @Test
  void aRunIsResumedWithTheScaleItWasStartedWith() throws IOException {
    Path file = folder.resolve("c.safetensors");
    try (Backend cpu = Backends.require("cpu");
        Trainer plain = new Trainer(MicroTraining.network(), cpu, PEOPLE, config());
        Trainer scaled =
            new Trainer(MicroTraining.network(), cpu, PEOPLE, config(), LossScaling.DYNAMIC)) {
      plain.step(0);
      Checkpoint.write(file, plain, Duration.ZERO);
      String refused =
          assertThrows(ResumeException.class, () -> Checkpoint.read(file, scaled)).getMessage();
      assertTrue(refused.contains("loss-scale was null and is dynamic"), refused);
    }
  }

  @Test
  void theDefaultFollowsThePrecision() {
    assertEquals(LossScaling.DYNAMIC, LossScaling.of(Precision.FP16));
    assertEquals(LossScaling.NONE, LossScaling.of(Precision.BF16));
    assertEquals("dynamic", LossScaling.parse("Dynamic").toString());
    assertEquals("1024", LossScaling.parse("1024").toString());
    assertEquals("none", LossScaling.parse("none").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"much", "1000", "-2"})
  void aScaleThatIsNoneIsRefused(String wrong) {
    try (Backend cpu = Backends.require("cpu")) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new Trainer(
                      MicroTraining.network(), cpu, PEOPLE, config(), LossScaling.parse(wrong)));
      assertTrue(refused.getMessage().startsWith("A loss scale is"), refused.getMessage());
      assertEquals(0, cpu.memory().liveBytes());
    }
  }
}
