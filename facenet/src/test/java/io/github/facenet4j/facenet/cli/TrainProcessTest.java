package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that are interrupted, killed and out of memory, as processes of their own. */
class TrainProcessTest {
  private static final int STEPS = 40;
  private static final int CHECKPOINT_EVERY = 4;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int BY_SIGNAL = 128;
  private static final long SECONDS = 120;

  @TempDir private Path folder;
  private Path data;
  private Path out;
  private Path err;

  @BeforeEach
  void write() {
    data = MiniLfw.write(folder.resolve("lfw"));
    out = folder.resolve("run");
    err = folder.resolve("err.txt");
  }

  private List<String> train(Path run, String... more) {
    return CommandLineRun.line(
        List.of(
            "train",
            "--arch=" + TinyModels.NAME,
            "--device=cpu",
            "--data=" + data,
            "--out=" + run,
            "--people=3",
            "--faces=4",
            "--steps=" + STEPS,
            "--checkpoint-every=" + CHECKPOINT_EVERY),
        more);
  }

  private CommandLineProcess start(List<String> arguments, String... javaOptions)
      throws IOException {
    return CommandLineProcess.start(err, arguments, javaOptions);
  }

  private List<Integer> loggedSteps() throws IOException {
    Path metrics = out.resolve("metrics.csv");
    return Files.exists(metrics)
        ? Files.readAllLines(metrics).stream()
            .skip(1)
            .map(row -> Integer.parseInt(row.split(",")[0]))
            .toList()
        : List.of();
  }

  /** Waits until the process has done that step, which is far from its last. */
  private void awaitStep(CommandLineProcess run, int step) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!loggedSteps().contains(step)) {
      assertTrue(run.process().isAlive(), () -> "ended before step " + step + ": " + run.talk());
      assertTrue(System.nanoTime() < deadline, () -> "no step " + step + ": " + run.talk());
      Thread.sleep(5);
    }
  }

  /** A shell that starts the tests in the background has its children ignore Ctrl-C. */
  private static void assumeInterruptsArrive() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "signals are sent and looked up as on Linux");
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    long mask = Long.parseUnsignedLong(ignored, 16);
    assumeTrue((mask >> (SIGINT - 1) & 1) == 0, "this process was started to ignore Ctrl-C");
  }

  private void assertModelLoads() {
    CommandLineRun embed =
        CommandLineRun.of(
            "embed",
            "--model=" + out.resolve("model.safetensors"),
            "--device=cpu",
            TinyModels.crop(folder.resolve("crop.png"), 1).toString());
    assertEquals(0, embed.code(), embed.err());
  }

  @Test
  void interruptedAndKilledRunsGoOnToTheSameBitsAsOneThatWasLeftAlone() throws Exception {
    assumeInterruptsArrive();
    CommandLineProcess interrupted = start(train(out));
    awaitStep(interrupted, CHECKPOINT_EVERY - 1);
    new ProcessBuilder("kill", "-INT", Long.toString(interrupted.process().pid()))
        .start()
        .waitFor();

    assertEquals(BY_SIGNAL + SIGINT, interrupted.exitCode(), interrupted::talk);
    int stopped = loggedSteps().size();
    assertTrue(
        interrupted.talk().contains("interrupted after step " + stopped + "; go on with"),
        interrupted::talk);
    assertModelLoads();

    CommandLineProcess killed = start(train(out, "--resume"));
    awaitStep(killed, stopped + 2 * CHECKPOINT_EVERY + 1);
    killed.process().destroyForcibly();

    assertEquals(BY_SIGNAL + SIGKILL, killed.exitCode(), killed::talk);
    assertTrue(killed.talk().contains("resumed at step " + stopped), killed::talk);
    assertModelLoads();

    Path whole = folder.resolve("whole");
    CommandLineRun finished = CommandLineRun.of(train(out, "--resume"));
    CommandLineRun leftAlone = CommandLineRun.of(train(whole));

    assertEquals(0, finished.code(), finished.err());
    assertEquals(0, leftAlone.code(), leftAlone.err());
    assertEquals(IntStream.rangeClosed(1, STEPS).boxed().toList(), loggedSteps());
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(out.resolve("model.safetensors")));
  }

  @Test
  void aBatchThatDoesNotFitIntoTheHeapNamesTheOptions() throws Exception {
    List<String> line =
        List.of(
            "train",
            "--arch=" + TinyModels.NAME,
            "--device=cpu",
            "--data=" + data,
            "--out=" + out,
            "--people=3",
            "--faces=1500",
            "--steps=1");
    CommandLineProcess process = start(line, "-Xmx64m");

    assertEquals(1, process.exitCode(), process::talk);
    // A thread that runs out of memory beside the main one may say so in the JVM's own words.
    List<String> talk = process.talk().lines().filter(said -> said.startsWith("facenet")).toList();
    assertEquals(3, talk.size(), process::talk);
    assertTrue(talk.get(1).contains("takes two passes over 24 parts"), process::talk);
    assertTrue(talk.get(2).contains("--people"), process::talk);
    assertTrue(talk.get(2).contains("-Xmx"), process::talk);
  }

  @Test
  void aSecondProcessInTheFolderIsRefusedAndTheFirstGoesOn() throws Exception {
    List<String> first = new ArrayList<>(train(out));
    first.replaceAll(word -> word.startsWith("--steps=") ? "--steps=1000000" : word);
    CommandLineProcess busy = start(first);
    awaitStep(busy, 1);

    CommandLineRun second = CommandLineRun.of(train(out, "--resume"));
    int done = loggedSteps().size();

    assertEquals(1, second.code(), second.err());
    assertTrue(second.err().contains("another training process is at work there"), second.err());
    awaitStep(busy, done + 1);
    busy.process().destroyForcibly();
    assertEquals(BY_SIGNAL + SIGKILL, busy.exitCode(), busy::talk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void twoProcessesAskedTheSameWriteTheSameBits(String device) throws Exception {
    TestDevices.require(device);
    List<byte[]> models = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      Path run = folder.resolve(name);
      List<String> line =
          List.of(
              "train",
              "--arch=" + TinyModels.NAME,
              "--device=" + device,
              "--data=" + data,
              "--out=" + run,
              "--people=3",
              "--faces=4",
              "--steps=6");
      CommandLineProcess process = start(line);
      assertEquals(0, process.exitCode(), process::talk);
      models.add(Files.readAllBytes(run.resolve("model.safetensors")));
    }
    assertArrayEquals(models.get(0), models.get(1));
  }

  @Test
  void aFullDiskEndsTheRunWithOneLineAndLeavesTheCheckpointBefore() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "a shell limits the size of files");
    CommandLineRun begun = CommandLineRun.of(resumed("2"));
    assertEquals(0, begun.code(), begun.err());
    Path checkpoint = out.resolve("checkpoint-00000002.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);
    byte[] model = Files.readAllBytes(out.resolve("model.safetensors"));

    CommandLineProcess full =
        CommandLineProcess.startOnFullDisk(err, resumed("4"), before.length / 1024 - 8);

    assertEquals(1, full.exitCode(), full::talk);
    String last = full.talk().lines().reduce((one, two) -> two).orElseThrow();
    assertTrue(last.startsWith("facenet train: "), full::talk);
    assertTrue(last.contains("checkpoint-00000004.safetensors: cannot be written: "), full::talk);
    assertTrue(last.endsWith(" The checkpoint of step 2 is intact."), full::talk);
    assertArrayEquals(before, Files.readAllBytes(checkpoint));
    assertArrayEquals(model, Files.readAllBytes(out.resolve("model.safetensors")));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".tmp")).toList());
    }
    CommandLineRun again = CommandLineRun.of(resumed("4"));
    assertEquals(0, again.code(), again.err());
    assertEquals(List.of(1, 2, 3, 4), loggedSteps());
  }

  private List<String> resumed(String steps) {
    return List.of(
        "train",
        "--arch=" + TinyModels.NAME,
        "--device=cpu",
        "--data=" + data,
        "--out=" + out,
        "--people=3",
        "--faces=4",
        "--steps=" + steps,
        "--resume");
  }
}
