package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are interrupted, killed and out of memory, as processes of their own. */
class TrainProcessTest {
  private static final int STEPS = 40;
  private static final int CHECKPOINT_EVERY = 4;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int BY_SIGNAL = 128;
  private static final long SECONDS = 120;
  private static final String VECTORS = "jdk.incubator.vector";

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

  private Process start(List<String> arguments, String... javaOptions) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The same inner loops as in this JVM: others round differently.
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      line.add("--add-modules=" + VECTORS);
    }
    line.addAll(List.of(javaOptions));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(arguments);
    return new ProcessBuilder(line)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();
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
  private void awaitStep(Process process, int step) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!loggedSteps().contains(step)) {
      assertTrue(process.isAlive(), () -> "ended before step " + step + ": " + talk());
      assertTrue(System.nanoTime() < deadline, () -> "no step " + step + ": " + talk());
      Thread.sleep(5);
    }
  }

  private int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  private String talk() {
    try {
      return Files.readString(err);
    } catch (IOException unreadable) {
      return unreadable.toString();
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
    Process interrupted = start(train(out));
    awaitStep(interrupted, CHECKPOINT_EVERY - 1);
    new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start().waitFor();

    assertEquals(BY_SIGNAL + SIGINT, exitCode(interrupted), this::talk);
    int stopped = loggedSteps().size();
    assertTrue(talk().contains("interrupted after step " + stopped + "; go on with"), this::talk);
    assertModelLoads();

    Process killed = start(train(out, "--resume"));
    awaitStep(killed, stopped + 2 * CHECKPOINT_EVERY + 1);
    killed.destroyForcibly();

    assertEquals(BY_SIGNAL + SIGKILL, exitCode(killed), this::talk);
    assertTrue(talk().contains("resumed at step " + stopped), this::talk);
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
            "--faces=300",
            "--steps=1");
    Process process = start(line, "-Xmx64m");

    assertEquals(1, exitCode(process), this::talk);
    List<String> talk = talk().lines().filter(said -> !said.startsWith("WARNING")).toList();
    assertEquals(2, talk.size(), this::talk);
    assertTrue(talk.get(1).contains("--people"), this::talk);
    assertTrue(talk.get(1).contains("-Xmx"), this::talk);
  }
}
