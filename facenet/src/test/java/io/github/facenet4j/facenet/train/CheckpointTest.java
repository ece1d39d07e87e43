package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are whole, damaged, or of another run. */
class CheckpointTest {
  private static final LabeledFaces PEOPLE = MicroTraining.people(6, 3);

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

  private Trainer trainer() {
    return trainer(MicroTraining.network(), PEOPLE, MicroTraining.config(1));
  }

  private Trainer trainer(Network network, LabeledFaces people, TrainingConfig config) {
    return new Trainer(network, cpu, people, config);
  }

  /** Checkpoints of steps 1, 2 and 3, the files newest first. */
  private List<Path> threeCheckpoints() throws IOException {
    try (Trainer trainer = trainer()) {
      new TrainingRun(
              trainer, Budget.steps(3), folder, new CheckpointPolicy(1, 3), ModelMetadata.empty())
          .run((step, progress) -> {}, () -> false);
    }
    return new CheckpointFolder(folder).list();
  }

  private static TrainingRun resuming(Trainer trainer, Path folder) {
    return new TrainingRun(
        trainer, Budget.steps(5), folder, new CheckpointPolicy(1, 1), ModelMetadata.empty());
  }

  @Test
  void restoresEveryTensorTheStepAndTheTimeUsed() throws IOException {
    Path file = folder.resolve("c.safetensors");
    Map<String, float[]> written;
    try (Trainer trainer = trainer()) {
      trainer.step(0);
      trainer.step(0);
      Checkpoint.write(file, trainer, Duration.ofMillis(1234));
      written = MicroTraining.state(trainer);
    }
    try (Trainer trainer = trainer()) {
      Duration used = Checkpoint.read(file, trainer);

      assertEquals(Duration.ofMillis(1234), used);
      assertEquals(2, trainer.steps());
      assertEquals(2, trainer.optimizer().steps());
      Map<String, float[]> read = MicroTraining.state(trainer);
      assertEquals(written.keySet(), read.keySet());
      written.forEach((name, values) -> assertArrayEquals(values, read.get(name), 0f, name));
    }
  }

  @Test
  void everyFlippedBitAndEveryCutIsNoticedBeforeTheTrainerIsTouched() throws IOException {
    Path newest = threeCheckpoints().get(0);
    byte[] whole = Files.readAllBytes(newest);
    try (Trainer trainer = trainer()) {
      Map<String, float[]> before = MicroTraining.state(trainer);
      for (int at = 0; at < whole.length; at += 97) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        requireDamaged(newest, flipped, trainer, "bit flipped in byte " + at);
      }
      for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
        requireDamaged(newest, Arrays.copyOf(whole, length), trainer, "cut to " + length);
      }
      assertEquals(0, trainer.steps());
      MicroTraining.state(trainer)
          .forEach((name, values) -> assertArrayEquals(before.get(name), values, 0f, name));
    }
  }

  private static void requireDamaged(Path file, byte[] content, Trainer trainer, String how)
      throws IOException {
    Files.write(file, content);
    assertThrows(WeightsFormatException.class, () -> Checkpoint.read(file, trainer), how);
  }

  @Test
  void aDamagedNewestCheckpointIsPutAsideAndTheOneBeforeIsUsed() throws IOException {
    Path newest = threeCheckpoints().get(0);
    byte[] content = Files.readAllBytes(newest);
    content[content.length / 2] ^= 1;
    Files.write(newest, content);
    List<String> messages = new ArrayList<>();

    try (Trainer trainer = trainer()) {
      TrainingRun run = resuming(trainer, folder);
      assertEquals(2, run.resume(messages::add));
      run.run((step, progress) -> {}, () -> false);
    }
    assertEquals(1, messages.size());
    assertTrue(messages.get(0).startsWith(newest + ": "), messages::toString);
    assertTrue(messages.get(0).contains("checksum"), messages::toString);
    assertTrue(Files.exists(folder.resolve(newest.getFileName() + ".damaged")));
    assertEquals(
        List.of(folder.resolve("checkpoint-00000005.safetensors")),
        new CheckpointFolder(folder).list());
  }

  @Test
  void whereAllAreDamagedNothingIsStartedAndNothingIsRenamed() throws IOException {
    List<Path> files = threeCheckpoints();
    for (Path file : files) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50));
    }
    try (Trainer trainer = trainer()) {
      var refused =
          assertThrows(
              ResumeException.class, () -> resuming(trainer, folder).resume(message -> {}));
      assertTrue(refused.getMessage().contains("3 tried"), refused::getMessage);
    }
    assertEquals(files, new CheckpointFolder(folder).list());
  }

  @Test
  void aRunWithoutCheckpointsStartsAtTheBeginning() throws IOException {
    try (Trainer trainer = trainer()) {
      assertEquals(0, resuming(trainer, folder).resume(message -> {}));
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsRefusedAndTheMessageSaysWhatDiffers() throws IOException {
    threeCheckpoints();
    requireRefused("seed was 1 and is 2", MicroTraining.network(), PEOPLE, MicroTraining.config(2));
    requireRefused(
        "arch was micro and is other",
        MicroTraining.network("other"),
        PEOPLE,
        MicroTraining.config(1));
    requireRefused(
        "data was 18 faces of 6 people",
        MicroTraining.network(),
        MicroTraining.people(7, 3),
        MicroTraining.config(1));
    requireRefused(
        "lr was 0.005 and is 0.01, mining was SEMIHARD and is HARDEST, optimizer was ADAM"
            + " and is SGD.",
        MicroTraining.network(),
        PEOPLE,
        MicroTraining.config(1, Mining.HARDEST, OptimizerKind.SGD, 0.01f));
  }

  private void requireRefused(
      String because, Network network, LabeledFaces people, TrainingConfig config)
      throws IOException {
    List<Path> before = new CheckpointFolder(folder).list();
    try (Trainer trainer = trainer(network, people, config)) {
      var refused =
          assertThrows(
              ResumeException.class, () -> resuming(trainer, folder).resume(message -> {}));
      assertTrue(refused.getMessage().contains(because), refused::getMessage);
      assertFalse(refused.getMessage().contains("\n"), refused::getMessage);
      assertEquals(0, trainer.steps());
    }
    assertEquals(before, new CheckpointFolder(folder).list());
  }
}
