package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.demo.CaptureRange;
import io.github.facenet4j.facenet.demo.SyntheticFaces;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What training steps do to a network, and what they cost. */
class TrainerTest {
  private static final int STEPS = 4;
  private static final String STAGING_PROPERTY = "facenet4j.opencl.staging";

  static Stream<String> devices() {
    return TestDevices.all();
  }

  @Test
  void overfitsAHandfulOfDrawnPeople() {
    List<StepReport> steps = overfitting(LossKind.TRIPLET);
    StepReport first = steps.get(0);
    StepReport last = steps.get(steps.size() - 1);
    assertTrue(last.loss() < first.loss() / 10, first + " … " + last);
    assertTrue(last.activeFraction() < first.activeFraction() / 4, first + " … " + last);
    assertTrue(last.meanNegative() > last.meanPositive() + 0.2, last::toString);
    double narrowest = steps.stream().mapToDouble(StepReport::spread).min().orElseThrow();
    assertTrue(narrowest > 0.3, "embeddings of unit length stay apart; spread " + narrowest);
  }

  /** Three positives share a softmax, so no anchor can cost less than log 3. */
  @Test
  void theContrastiveLossFallsTowardsTheLogarithmOfThePositives() {
    List<StepReport> steps = overfitting(LossKind.SUPCON);
    StepReport first = steps.get(0);
    StepReport last = steps.get(steps.size() - 1);
    assertTrue(first.loss() > 2, first::toString);
    assertTrue(last.loss() > Math.log(3) && last.loss() < 1.3, last::toString);
    assertEquals(72, last.triplets(), "pairs");
    assertTrue(last.active() < first.active() / 4, first + " … " + last);
    assertTrue(last.meanNegative() > last.meanPositive() + 0.2, last::toString);
  }

  private static List<StepReport> overfitting(LossKind loss) {
    try (Backend cpu = Backends.require("cpu")) {
      return overfitting(cpu, loss);
    }
  }

  /** Twelve steps of the tiny network on six people with four drawings each. */
  static List<StepReport> overfitting(Backend backend, LossKind loss) {
    TrainingConfig config =
        new TrainingConfig(
            6,
            4,
            0,
            192,
            0.2f,
            Mining.SEMIHARD,
            WhenNone.HARDEST,
            TrainingConfig.DEFAULT_MINE_EVERY,
            TrainingConfig.DEFAULT_MINE_FACES,
            Reduction.MEAN_SELECTED,
            loss,
            0.1f,
            OptimizerKind.ADAM,
            2e-3f,
            0,
            RateSchedule.COSINE,
            1,
            0,
            0,
            0,
            Augmentation.NONE,
            3);
    List<StepReport> steps = new ArrayList<>();
    try (Trainer trainer =
        new Trainer(
            Network.of(Architectures.named("facenet-tiny")), backend, drawn(6, 4), config)) {
      for (int i = 0; i < 12; i++) {
        steps.add(trainer.step(0));
      }
    }
    return steps;
  }

  /** Devices with a batch of 13 faces in one part and in four. */
  static Stream<Arguments> devicesAndMicroBatches() {
    return devices().flatMap(d -> Stream.of(arguments(d, 13), arguments(d, 4)));
  }

  @ParameterizedTest
  @MethodSource("devicesAndMicroBatches")
  void equalSeedsGiveEqualBits(String device, int microBatch) {
    try (Backend backend = TestDevices.open(device)) {
      Map<String, float[]> first = trained(backend, 7, microBatch);
      Map<String, float[]> again = trained(backend, 7, microBatch);
      Map<String, float[]> other = trained(backend, 8, microBatch);

      assertEquals(first.keySet(), again.keySet());
      first.forEach((name, values) -> assertArrayEquals(values, again.get(name), 0f, name));
      assertFalse(Arrays.equals(first.get("fc.weight"), other.get("fc.weight")));
    }
  }

  private static Map<String, float[]> trained(Backend backend, long seed, int microBatch) {
    LabeledFaces people = MicroTraining.people(6, 3);
    TrainingConfig config = MicroTraining.config(seed).withMicroBatch(microBatch);
    try (Trainer trainer = new Trainer(MicroTraining.network(), backend, people, config)) {
      for (int i = 0; i < STEPS; i++) {
        trainer.step((double) i / STEPS);
      }
      return MicroTraining.state(trainer);
    }
  }

  @ParameterizedTest
  @MethodSource("devicesAndMicroBatches")
  void aStepReadsStatisticsAndSpreadAloneAndLeavesNothingBehind(String device, int microBatch) {
    try (Backend backend = TestDevices.open(device)) {
      long atFirst = backend.memory().liveBytes();
      LabeledFaces people = MicroTraining.people(6, 3);
      TrainingConfig config = MicroTraining.config(1).withMicroBatch(microBatch);
      try (Trainer trainer = new Trainer(MicroTraining.network(), backend, people, config)) {
        trainer.step(0);
        // With what the device derived from weights that it used twice, see ADR 12.
        long model = backend.memory().liveBytes();
        long before = backend.counters().bytesRead();
        trainer.step(0.5);

        int numbers = TripletSpec.STATISTICS + 1;
        assertEquals(numbers * Float.BYTES, backend.counters().bytesRead() - before);
        assertEquals(model, backend.memory().liveBytes());
      }
      assertEquals(atFirst, backend.memory().liveBytes());
    }
  }

  /** With writes through page-locked memory, as on a GPU; a processor's direct writes wait. */
  @ParameterizedTest
  @ValueSource(ints = {13, 4})
  void aStepWaitsForTheDeviceOnceAtItsEnd(int microBatch) {
    System.setProperty(STAGING_PROPERTY, String.valueOf(1 << 20));
    try (Backend backend = TestDevices.open("opencl")) {
      TrainingConfig config = MicroTraining.config(1).withMicroBatch(microBatch);
      LabeledFaces people = MicroTraining.people(6, 3);
      try (Trainer trainer = new Trainer(MicroTraining.network(), backend, people, config)) {
        for (int i = 0; i < STEPS; i++) {
          StepReport step = trainer.step(0);
          assertEquals(1, step.waits(), step::toString);
          assertTrue(step.launches() > 20, step::toString);
        }
      }
    } finally {
      System.clearProperty(STAGING_PROPERTY);
    }
  }

  @Test
  void reportsWhatTheBatchHeld() {
    try (Backend reference = Backends.require("reference");
        Trainer trainer =
            new Trainer(
                MicroTraining.network(),
                reference,
                MicroTraining.people(5, 2),
                MicroTraining.config(1))) {
      StepReport step = trainer.step(0);

      assertEquals(1, step.step());
      assertEquals(13, step.images(), "4 people with 3 faces and a random negative");
      assertEquals(4, step.repeats(), "everybody has two photographs and shows three");
      assertEquals(24, step.pairs(), "4 people with 3·2 ordered pairs");
      assertEquals(5e-3f / 2, step.learningRate(), 1e-9, "the first of two steps of warm-up");
      assertTrue(step.minedMillis() <= step.stepMillis());
    }
  }

  static Stream<Arguments> rulesOnDevices() {
    return devices()
        .flatMap(
            device ->
                Stream.of(
                    // 4 people with 3 faces and a random negative: 12 anchors, 24 pairs.
                    arguments(device, Mining.SEMIHARD, 24, 24),
                    arguments(device, Mining.HARDEST, 24, 24),
                    arguments(device, Mining.BATCH_HARD, 13, 12),
                    arguments(device, Mining.ALL, 24 * 10, 24 * 10),
                    arguments(device, Mining.RANDOM, 24, 24)));
  }

  @ParameterizedTest
  @MethodSource("rulesOnDevices")
  void everyRuleTrainsAndCountsItsTriplets(String device, Mining rule, int slots, int filled) {
    TrainingConfig config = MicroTraining.config(1, rule, OptimizerKind.SGD, 0.01f);
    try (Backend backend = TestDevices.open(device);
        Trainer trainer =
            new Trainer(MicroTraining.network(), backend, MicroTraining.people(6, 3), config)) {
      StepReport step = trainer.step(0);
      assertEquals(24, step.pairs());
      assertEquals(slots, step.slots());
      assertEquals(filled, step.triplets());
      assertTrue(step.active() > 0 && step.active() <= filled, step::toString);
      assertTrue(step.loss() > 0, step::toString);
    }
  }

  @Test
  void aBatchThatItsRuleRefusesIsRefusedBeforeTheFirstStep() {
    TrainingConfig config =
        MicroTraining.config(1, Mining.ALL, OptimizerKind.SGD, 0.01f).withBatch(2, 210, 0, 192);
    try (Backend cpu = Backends.require("cpu")) {
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> new Trainer(MicroTraining.network(), cpu, MicroTraining.people(6, 3), config));
      assertTrue(refused.getMessage().contains("18433800 valid triplets"), refused::getMessage);
      assertEquals(0, cpu.memory().liveBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void offlineMiningTrainsOnTripletsOfTheListUntilTheNextRound(String device) {
    TrainingConfig config = MicroTraining.config(3, Mining.OFFLINE, OptimizerKind.SGD, 0.01f);
    try (Backend backend = TestDevices.open(device);
        Trainer trainer =
            new Trainer(MicroTraining.network(), backend, MicroTraining.people(6, 3), config)) {
      float[] before = trainer.state().get("mining.triplets").readFloats();
      StepReport first = trainer.step(0);
      float[] chosen = trainer.state().get("mining.triplets").readFloats();
      trainer.step(0);
      float[] kept = trainer.state().get("mining.triplets").readFloats();
      trainer.step(0);
      float[] again = trainer.state().get("mining.triplets").readFloats();

      assertEquals(4, first.slots(), "13 faces have room for four triplets");
      assertEquals(4, first.triplets());
      assertEquals(12, first.images());
      assertFalse(Arrays.equals(before, chosen), "the first step chooses");
      assertArrayEquals(chosen, kept, "a round lasts two steps");
      assertFalse(Arrays.equals(chosen, again), "the third step chooses again");
      for (int i = 0; i < chosen.length; i += 3) {
        int a = (int) chosen[i] / 3;
        assertEquals(a, (int) chosen[i + 1] / 3, "the positive is the same person");
        assertTrue(a != (int) chosen[i + 2] / 3, "the negative is another");
      }
    }
  }

  /** FaceNet, section 3.2: the hardest negatives lead to f(x) = 0, semi-hard ones do not. */
  @Test
  void hardestNegativesCollapseTrainingFromScratchAndSemiHardOnesDoNot() {
    var failed = assertThrows(TrainingFailedException.class, () -> spreadAfter(Mining.HARDEST, 40));
    assertTrue(failed.getMessage().contains("collapsed at step"), failed::getMessage);
    double spread = spreadAfter(Mining.SEMIHARD, 15);
    assertTrue(spread > 0.5, () -> "spread " + spread);
  }

  /** The spread after so many steps on pictures of drawn people that differ every time. */
  private static double spreadAfter(Mining mining, int steps) {
    TrainingConfig config =
        new TrainingConfig(
            12,
            4,
            0,
            192,
            0.2f,
            mining,
            WhenNone.SKIP,
            TrainingConfig.DEFAULT_MINE_EVERY,
            TrainingConfig.DEFAULT_MINE_FACES,
            Reduction.MEAN_SELECTED,
            LossKind.TRIPLET,
            0.1f,
            OptimizerKind.ADAM,
            0.01f,
            0,
            RateSchedule.COSINE,
            1,
            0,
            0,
            0,
            Augmentation.NONE,
            1);
    LabeledFaces people = new SyntheticFaces(1, 16, 4, CaptureRange.IN_THE_WILD, 48);
    Network network = Network.of(Architectures.named("facenet-tiny"));
    try (Backend cpu = Backends.require("cpu");
        Trainer trainer = new Trainer(network, cpu, people, config)) {
      double spread = 0;
      for (int i = 0; i < steps; i++) {
        spread = trainer.step(0).spread();
      }
      return spread;
    }
  }

  @Test
  void collapsedEmbeddingsEndTheRunAndFreeItsMemory() {
    try (Backend cpu = Backends.require("cpu")) {
      try (Trainer trainer =
          new Trainer(
              MicroTraining.network(), cpu, MicroTraining.people(4, 3), MicroTraining.doomed())) {
        var failed =
            assertThrows(
                TrainingFailedException.class,
                () -> {
                  for (int i = 0; i < 50; i++) {
                    trainer.step(0);
                  }
                });
        assertTrue(failed.getMessage().contains("collapsed at step"), failed::getMessage);
        assertFalse(trainer.isSound());
      }
      assertEquals(0, cpu.memory().liveBytes());
    }
  }

  @Test
  void refusesFacesOfAnotherSizeBeforeAnythingIsAllocated() {
    try (Backend cpu = Backends.require("cpu")) {
      Network network = Network.of(Architectures.named("facenet-tiny"));
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> new Trainer(network, cpu, MicroTraining.people(4, 3), MicroTraining.config(1)));
      assertTrue(refused.getMessage().contains("has 8x8"), refused::getMessage);
      assertEquals(0, cpu.memory().liveBytes());
    }
  }

  /** The fixed pictures of some drawn people. */
  private static LabeledFaces drawn(int people, int pictures) {
    SyntheticFaces source = new SyntheticFaces(1, people, pictures, CaptureRange.IN_THE_WILD, 48);
    List<RgbImage> crops = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int face = 0; face < source.size(); face++) {
      crops.add(source.crop(face));
      names.add(source.identityName(source.identityOf(face)));
    }
    return new ArrayFaces(crops, names);
  }
}
