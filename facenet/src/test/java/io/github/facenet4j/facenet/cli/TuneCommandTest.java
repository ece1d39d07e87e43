package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static io.github.facenet4j.facenet.cli.CommandLineRun.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code tune}, and verbs that use what it wrote. */
class TuneCommandTest {
  @TempDir private Path folder;
  private String file;
  private List<String> tune;
  private List<String> embed;

  @BeforeEach
  void write() {
    file = folder.resolve("tuning.json").toString();
    tune = List.of("tune", "--quick", "--network=facenet-tiny", "--batch=2");
    String model =
        TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty()).toString();
    String crop = TinyModels.crop(folder.resolve("crop.png"), 1).toString();
    embed = List.of("embed", "--model", model, crop);
  }

  @Test
  void writesAFileThatOtherVerbsUse() throws IOException {
    TestDevices.require("opencl");

    CommandLineRun run =
        CommandLineRun.of(line(tune, "--device=opencl", "--training=4", "--out", file, "--json"));

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("--tuning " + file), run.err());
    JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(file, summary.get("file").getAsString());
    int results = summary.getAsJsonArray("results").size();
    assertTrue(results > 5, run.out());
    for (JsonElement result : summary.getAsJsonArray("results")) {
      assertTrue(result.getAsJsonObject().get("medianMillis").getAsDouble() > 0, run.out());
      assertEquals(0, result.getAsJsonObject().getAsJsonArray("rejected").size(), run.out());
    }
    JsonObject written = JsonParser.parseString(Files.readString(Path.of(file))).getAsJsonObject();
    assertEquals(results, written.getAsJsonArray("entries").size());

    CommandLineRun untuned = CommandLineRun.of(line(embed, "--device=opencl"));
    CommandLineRun tuned = CommandLineRun.of(line(embed, "--device=opencl", "--tuning", file));

    assertEquals(0, tuned.code(), tuned.err());
    assertEquals("", untuned.err());
    assertTrue(tuned.err().contains(results + " measured choices in use"), tuned.err());
    assertEquals(1, tuned.talk().size(), tuned.err());
  }

  @Test
  void tunesProductsOfRoundedOperandsAlone() {
    TestDevices.require("opencl");

    CommandLineRun run =
        CommandLineRun.of(
            line(
                tune,
                "--device=opencl",
                "--training=0",
                "--precision=bf16",
                "--products=65",
                "--out",
                file,
                "--json"));

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("bf16: matrix products by gemm/05_rounded"), run.err());
    JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
    Set<String> families = new TreeSet<>();
    for (JsonElement result : summary.getAsJsonArray("results")) {
      families.add(result.getAsJsonObject().get("family").getAsString());
      assertEquals(0, result.getAsJsonObject().getAsJsonArray("rejected").size(), run.out());
    }
    assertEquals(Set.of("conv.forward.bf16", "gemm.bf16"), families);
    CommandLineRun used =
        CommandLineRun.of(line(embed, "--device=opencl", "--precision=bf16", "--tuning", file));
    assertEquals(0, used.code(), used.err());
    assertFalse(used.err().contains(" 0 measured choices"), used.err());
    assertFalse(used.err().contains("ignored"), used.err());
  }

  @Test
  void entriesOfAnotherDriverAreIgnoredInOneLine() throws IOException {
    TestDevices.require("opencl");
    assertEquals(
        0, CommandLineRun.of(line(tune, "--device=opencl", "--training=0", "--out", file)).code());
    Path other = folder.resolve("other.json");
    Files.writeString(
        other,
        Files.readString(Path.of(file)).replaceAll("\"driver\":\"[^\"]*\"", "\"driver\":\"0\""));

    CommandLineRun run =
        CommandLineRun.of(line(embed, "--device=opencl", "--tuning", other.toString()));

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("0 measured choices in use"), run.err());
    assertTrue(run.err().contains("of another device or driver ignored"), run.err());
    assertEquals(1, run.talk().size(), run.err());
  }

  @Test
  void textHasALineForEachKindOfCall() {
    TestDevices.require("opencl");

    CommandLineRun run =
        CommandLineRun.of(line(tune, "--device=opencl", "--training=0", "--out", file));

    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().lines().allMatch(row -> row.contains(" ms  ")), run.out());
    assertTrue(run.out().contains("conv.forward 3x3"), run.out());
    assertFalse(run.out().contains("Gradient"), run.out());
  }

  @Test
  void devicesWithOneKernelForEachOpHaveNothingToTune() {
    for (String device : List.of("cpu", "reference")) {
      fails("nothing to tune", line(tune, "--device", device, "--out", file));
    }
    assertFalse(Files.exists(Path.of(file)));
  }

  @Test
  void aTuningFileHasNoEffectOnThemAndThatIsSaid() {
    CommandLineRun run = CommandLineRun.of(line(embed, "--device=cpu", "--tuning", "none.json"));

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("--tuning has no effect on 'cpu'"), run.err());
  }

  @Test
  void filesThatAreSomethingElseAreRefused() throws IOException {
    TestDevices.require("opencl");
    List<String> tuned = line(embed, "--device=opencl", "--tuning");

    fails("no such tuning file", line(tuned, folder.resolve("none").toString()));
    fails("not a regular file", line(tuned, folder.toString()));
    Files.writeString(Path.of(file), "{\"format\":");
    fails("not a tuning file", line(tuned, file));
    fails("not a tuning file", line(tune, "--device=opencl", "--out", file), "kinds of calls");
    assertEquals("{\"format\":", Files.readString(Path.of(file)), "not overwritten");
    String nowhere = folder.resolve("no/such/folder/t.json").toString();
    fails(
        "folder does not exist", line(tune, "--device=opencl", "--out", nowhere), "kinds of calls");
  }

  @Test
  void mistakesAreAskedWrongly() {
    String[][] mistakes = {
      {"--batch=0"}, {"--batch=-1"}, {"--batch=many"}, {"--training=-1"}, {"--batch="}, {"extra"}
    };
    for (String[] mistake : mistakes) {
      CommandLineRun run = CommandLineRun.of(line(List.of("tune"), mistake));

      assertEquals(2, run.code(), String.join(" ", mistake) + ": " + run.err());
      assertEquals(1, run.talk().size(), run.err());
    }
    fails("'nn5' is not known", List.of("tune", "--network", "nn5"));
  }
}
