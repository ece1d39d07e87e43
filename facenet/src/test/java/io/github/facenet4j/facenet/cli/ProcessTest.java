package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: what shells and scripts see. */
class ProcessTest {
  private static final long SECONDS = 120;

  @TempDir private Path folder;

  private CommandLineRun run(File out, String... arguments) throws Exception {
    return run(out, List.of(), arguments);
  }

  private CommandLineRun run(File out, List<String> options, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Main.class.getName());
    line.addAll(List.of(arguments));
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(line).redirectOutput(out).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still running: " + line);
    String output = out.isFile() ? Files.readString(out.toPath()) : "";
    return new CommandLineRun(process.exitValue(), output, Files.readString(err));
  }

  private CommandLineRun run(String... arguments) throws Exception {
    return run(folder.resolve("out.txt").toFile(), arguments);
  }

  private String model() {
    return TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty()).toString();
  }

  private String crop() {
    return TinyModels.crop(folder.resolve("crop.png"), 1).toString();
  }

  @Test
  void dataGoesToStandardOutput() throws Exception {
    CommandLineRun devices = run("devices", "--json");
    CommandLineRun embed = run("embed", "--model", model(), "--device", "reference", crop());

    assertEquals(0, devices.code(), devices.err());
    assertTrue(JsonParser.parseString(devices.out()).isJsonArray(), devices.out());
    assertEquals(0, embed.code(), embed.err());
    assertEquals(2, embed.out().lines().count(), embed.out());
    assertEquals("", embed.err());
  }

  @Test
  void failureIsOneLineOnStandardErrorAndExitCodeOne() throws Exception {
    CommandLineRun run = run("embed", "--model", "none", "--device", "reference", crop());

    assertEquals(1, run.code());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
  }

  @Test
  void mistakeIsExitCodeTwo() throws Exception {
    CommandLineRun run = run("embed", "--no-such-option");

    assertEquals(2, run.code());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
  }

  @Test
  void tuningWhereThereIsNothingToTuneIsAFailure() throws Exception {
    CommandLineRun run = run("tune", "--device", "cpu", "--network", "facenet-tiny");

    assertEquals(1, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
  }

  @Test
  void tuningFileThatThePropertyNamesAndIsNotThereIsAFailure() throws Exception {
    TestDevices.require("opencl");
    List<String> property = List.of("-Dfacenet4j.tuning=" + folder.resolve("none.json"));

    CommandLineRun run =
        run(
            folder.resolve("out.txt").toFile(),
            property,
            "embed",
            "--model",
            model(),
            "--device",
            "opencl",
            crop());

    assertEquals(1, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
    assertTrue(run.err().contains("none.json"), run.err());
  }

  @Test
  void fullDiskBehindStandardOutputIsAFailure() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "/dev/full, which refuses every write, exists on Linux alone");

    CommandLineRun run = run(full, "embed", "--model", model(), "--device", "reference", crop());

    assertEquals(1, run.code(), run.err());
    assertTrue(run.err().contains("Standard output cannot be written"), run.err());
  }

  @Test
  void batchThatDoesNotFitInMemoryIsAFailureThatNamesTheRemedy() throws Exception {
    List<String> embed = new ArrayList<>(List.of("embed", "--model", model(), "--batch", "4000"));
    embed.addAll(List.of("--device", "reference"));
    // 4000 crops of 48x48x3 single-precision numbers are 105 MiB.
    embed.addAll(Collections.nCopies(4000, crop()));

    CommandLineRun run =
        run(folder.resolve("out.txt").toFile(), List.of("-Xmx64m"), embed.toArray(String[]::new));

    assertEquals(1, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
    assertTrue(run.err().contains("--batch"), run.err());
  }

  @Test
  void pathsOutsideAsciiSurvive() throws Exception {
    Path crop = TinyModels.crop(folder.resolve("Zoë.png"), 1);

    CommandLineRun run = run("embed", "--model", model(), "--device", "reference", crop.toString());

    assumeTrue(run.code() == 0, "this locale cannot name the file: " + run.err());
    assertTrue(run.out().contains("Zoë.png,"), run.out());
  }
}
