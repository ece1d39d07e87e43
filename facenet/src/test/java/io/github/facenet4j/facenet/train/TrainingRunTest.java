package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run in its folder: what is written when, and how it goes on. */
class TrainingRunTest {
  private static final int STEPS = 7;
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir private Path folder;
  private Backend cpu;

  @BeforeEach
  void open() {
    cpu = Backends.require("cpu");
  }

  @AfterEach
  void close() {
    cpu.close();
  }

  private Trainer trainer(TrainingConfig config) {
    return trainer(config, cpu);
  }

  private static Trainer trainer(TrainingConfig config, Backend backend) {
    return new Trainer(MicroTraining.network(), backend, MicroTraining.people(6, 3), config);
  }

  private static TrainingRun run(Trainer trainer, Budget budget, Path folder, int every, int keep) {
    return new TrainingRun(
        trainer, budget, folder, new CheckpointPolicy(every, keep), ModelMetadata.empty());
  }

  /** Trains into {@code out}, from its newest checkpoint if there is one. */
  private List<Long> train(Path out, TrainingConfig config, BooleanSupplier stop)
      throws IOException {
    return train(out, config, cpu, stop);
  }

  private static List<Long> train(
      Path out, TrainingConfig config, Backend backend, BooleanSupplier stop) throws IOException {
    Files.createDirectories(out);
    List<Long> steps = new ArrayList<>();
    try (Trainer trainer = trainer(config, backend)) {
      TrainingRun run = run(trainer, Budget.steps(STEPS), out, 2, 2);
      run.resume(message -> {});
      run.run((step, progress) -> steps.add(step.step()), stop);
    }
    return steps;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void aStoppedRunEndsInTheSameBitsAsOneThatWasNot(OptimizerKind optimizer) throws IOException {
    stopsAndGoesOn(MicroTraining.config(5, Mining.SEMIHARD, optimizer, 5e-3f));
  }

  /** Stopped between two rounds: what is left of the list must come from the checkpoint. */
  @Test
  void aStoppedRunWithTripletsChosenOfflineEndsInTheSameBits() throws IOException {
    stopsAndGoesOn(MicroTraining.config(5, Mining.OFFLINE, OptimizerKind.ADAM, 5e-3f));
  }

  private void stopsAndGoesOn(TrainingConfig config) throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    int[] asked = {0};

    List<Long> inOne = train(whole, config, NEVER);
    List<Long> before = train(parts, config, () -> asked[0]++ == 3);
    List<Long> after = train(parts, config, NEVER);

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), inOne);
    assertEquals(List.of(1L, 2L, 3L), before);
    assertEquals(List.of(4L, 5L, 6L, 7L), after);
    assertArrayEquals(
        Files.readAllBytes(whole.resolve(TrainingRun.MODEL)),
        Files.readAllBytes(parts.resolve(TrainingRun.MODEL)));
  }

  /** Not the oracle: it computes with doubles, a checkpoint keeps floats. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void aStoppedRunGoesOnToTheSameBitsWhenItsDeviceIsOpenedAgain(String device) throws IOException {
    TrainingConfig config = MicroTraining.config(3);
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    int[] asked = {0};
    try (Backend backend = TestDevices.open(device)) {
      train(whole, config, backend, NEVER);
    }
    try (Backend backend = TestDevices.open(device)) {
      train(parts, config, backend, () -> asked[0]++ == 5);
    }
    try (Backend backend = TestDevices.open(device)) {
      assertEquals(List.of(6L, 7L), train(parts, config, backend, NEVER));
    }
    assertArrayEquals(
        Files.readAllBytes(whole.resolve(TrainingRun.MODEL)),
        Files.readAllBytes(parts.resolve(TrainingRun.MODEL)));
  }

  @Test
  void keepsTheNewestCheckpointsAndClearsWhatAKilledProcessLeft() throws IOException {
    Files.writeString(folder.resolve(".model.safetensors.123.tmp"), "half");
    Files.writeString(folder.resolve(".checkpoint-00000002.safetensors.9.tmp"), "half");
    Files.writeString(folder.resolve("notes.txt"), "mine");
    List<Long> saved = new ArrayList<>();
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void stepped(StepReport step, double progress) {
              assertEquals(step.step() / (double) STEPS, progress, 1e-12);
            }

            @Override
            public void saved(Path file, long step) {
              assertTrue(Files.exists(file));
              saved.add(step);
            }
          };
      run(trainer, Budget.steps(STEPS), folder, 2, 2).run(listener, NEVER);
    }
    assertEquals(List.of(2L, 4L, 6L, 7L), saved);
    assertEquals(
        List.of(
            "checkpoint-00000006.safetensors",
            "checkpoint-00000007.safetensors",
            "model.safetensors",
            "notes.txt"),
        names(folder));
  }

  @Test
  void theLastStepIsSavedOnceWhereACheckpointIsDueAnyway() throws IOException {
    List<Long> saved = new ArrayList<>();
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      run(trainer, Budget.steps(4), folder, 2, 2).run(recordingSaves(saved), NEVER);
    }
    assertEquals(List.of(2L, 4L), saved);
  }

  @Test
  void aRunLimitedByTimeEndsWhenItIsUsedUpAndGoesOnCountingAfterResuming() throws IOException {
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      Budget budget = Budget.time(Duration.ofMillis(200));
      List<Double> progress = new ArrayList<>();
      run(trainer, budget, folder, 1000, 1).run((step, done) -> progress.add(done), NEVER);
      assertEquals(1, progress.get(progress.size() - 1));
    }
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      TrainingRun again = run(trainer, Budget.time(Duration.ofMillis(200)), folder, 1000, 1);
      long resumed = again.resume(message -> {});
      again.run((step, done) -> {}, NEVER);
      assertTrue(resumed > 0);
      assertEquals(resumed, trainer.steps(), "the time was used up before");
    }
  }

  @Test
  void stepsThatLookCollapsedAreNotSavedOverTheCheckpointBefore() throws IOException {
    List<Long> steps = new ArrayList<>();
    try (Trainer trainer = trainer(MicroTraining.doomed())) {
      TrainingRun run = run(trainer, Budget.steps(100), folder, 1, 1);
      var failed =
          assertThrows(
              TrainingFailedException.class,
              () -> run.run((step, progress) -> steps.add(step.step()), NEVER));
      long last = steps.size() + 1;
      long good = last - CollapseDetector.PATIENCE;
      String message = failed.getMessage();
      assertTrue(message.contains("collapsed at step " + last + ":"), message);
      assertTrue(message.contains("checkpoint of step " + good + " is intact"), message);
      assertEquals(
          List.of("checkpoint-0000000" + good + ".safetensors", "model.safetensors"),
          names(folder));
    }
  }

  @Test
  void weightsThatAreNoNumbersAreNeverWritten() throws IOException {
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      TrainingRun run = run(trainer, Budget.steps(1), folder, 1, 1);
      trainer.network().parameters().stream()
          .filter(parameter -> parameter.name().equals("bn.running_mean"))
          .forEach(parameter -> parameter.writeDisk(new float[] {0, 0, Float.NaN, 0, 0, 0}));
      var failed =
          assertThrows(TrainingFailedException.class, () -> run.run((step, progress) -> {}, NEVER));
      assertTrue(failed.getMessage().contains("bn.running_mean holds NaN"), failed::getMessage);
      assertTrue(failed.getMessage().contains("Nothing had been saved"), failed::getMessage);
    }
    assertEquals(List.of(), names(folder));
  }

  @Test
  void aFolderThatCannotTakeTheModelKeepsTheCheckpoint() throws IOException {
    Files.createDirectory(folder.resolve(TrainingRun.MODEL));
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      TrainingRun run = run(trainer, Budget.steps(2), folder, 1, 1);
      assertThrows(IOException.class, () -> run.run((step, progress) -> {}, NEVER));
    }
    try (Trainer trainer = trainer(MicroTraining.config(1))) {
      assertEquals(1, run(trainer, Budget.steps(2), folder, 1, 1).resume(message -> {}));
    }
  }

  @Test
  void theModelSaysHowManyStepsItHasSeenAndIsOfTheTrainedNetwork() throws IOException {
    train(folder, MicroTraining.config(1), NEVER);
    try (SafetensorsFile model = SafetensorsFile.open(folder.resolve(TrainingRun.MODEL))) {
      Network network = MicroTraining.network();
      assertEquals("7", model.metadata().get("training.steps"));
      assertEquals("micro", model.metadata().get("architecture"));
      assertEquals(network.parameters().size(), model.entries().size());
      assertFalse(model.find("checkpoint.sha256").isPresent());
    }
  }

  private static TrainingListener recordingSaves(List<Long> saved) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport step, double progress) {
        // Only saves are of interest.
      }

      @Override
      public void saved(Path file, long step) {
        saved.add(step);
      }
    };
  }
}
