package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training process that is killed again and again ends in the bits of one left alone. */
class KilledTrainingTest {
  private static final int KILLS = 20;

  /** More than the killed processes can do: each is killed soon after its first step. */
  private static final int STEPS = 1_000_000;

  private static final int KILLED = 128 + 9;
  private static final int SOON_MILLIS = 60;
  private static final long SECONDS = 60;

  @TempDir private Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void write() {
    data = MiniLfw.write(folder.resolve("lfw"));
    out = folder.resolve("run");
  }

  private List<String> train(Path run, int steps) {
    return List.of(
        "train",
        "--arch=" + TinyModels.NAME,
        "--device=cpu",
        "--data=" + data,
        "--out=" + run,
        "--people=2",
        "--faces=2",
        "--steps=" + steps,
        // Every step writes two files and rewrites a folder: kills fall amid that.
        "--checkpoint-every=1",
        "--final-rate=1",
        "--resume");
  }

  private CommandLineProcess start(Path run, int steps) throws IOException {
    return CommandLineProcess.startFast(folder.resolve("err.txt"), train(run, steps));
  }

  private List<Integer> loggedSteps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .skip(1)
        .map(row -> Integer.parseInt(row.split(",")[0]))
        .toList();
  }

  /** The newest step for which a checkpoint stands in the folder, 0 without any. */
  private int savedStep() throws IOException {
    if (!Files.isDirectory(out)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("checkpoint-\\d+\\.safetensors"))
          .mapToInt(name -> Integer.parseInt(name.replaceAll("\\D", "")))
          .max()
          .orElse(0);
    }
  }

  private void awaitCheckpointAfter(int step, CommandLineProcess run) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (savedStep() <= step) {
      assertTrue(run.process().isAlive(), run::talk);
      assertTrue(System.nanoTime() < deadline, run::talk);
      Thread.sleep(1);
    }
  }

  @Test
  void twentyKillsAtRandomMomentsChangeNoBitAndLoseNoSavedStep() throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    int saved = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      CommandLineProcess run = start(out, STEPS);
      // Every fifth dies anywhere, mostly while it starts; the others between two later writes.
      if (kill % 5 == 0) {
        Thread.sleep(random.nextInt(10 * SOON_MILLIS));
      } else {
        awaitCheckpointAfter(saved, run);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(1000 * SOON_MILLIS));
      }
      run.process().destroyForcibly();
      assertEquals(KILLED, run.exitCode(), run::talk);
      assertTrue(savedStep() >= saved, () -> "a saved step is gone: " + run.talk());
      saved = savedStep();
    }
    int steps = saved + 3;
    Path whole = folder.resolve("whole");

    for (Path run : List.of(out, whole)) {
      CommandLineProcess last = start(run, steps);
      assertEquals(0, last.exitCode(), last::talk);
      assertEquals(IntStream.rangeClosed(1, steps).boxed().toList(), loggedSteps(run));
    }
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(out.resolve("model.safetensors")));
    assertEquals(names(whole), names(out), "what killed processes left behind is cleared");
  }

  private static List<String> names(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
