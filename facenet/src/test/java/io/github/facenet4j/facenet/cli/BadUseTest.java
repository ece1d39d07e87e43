package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static io.github.facenet4j.facenet.cli.CommandLineRun.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices, places and options that cannot be. */
class BadUseTest {
  @TempDir private Path folder;
  private String model;
  private String crop;

  @BeforeEach
  void write() {
    model = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty()).toString();
    crop = TinyModels.crop(folder.resolve("crop.png"), 1).toString();
  }

  @Test
  void deviceThatIsNotThere() {
    for (String device : new String[] {"opencl:99:0", "opencl:x", "cuda", ""}) {
      fails("'" + device + "'", List.of("embed", "--model", model, "--device", device, crop));
    }
  }

  @Test
  void outputThatCannotBeWritten() {
    List<String> embed = List.of("embed", "--model", model, "--device", "reference", crop);
    String nowhere = folder.resolve("no/such/folder/e.csv").toString();

    fails(nowhere, line(embed, "--out", nowhere));
    fails(folder.toString(), line(embed, "--out", folder.toString()));
  }

  @Test
  void datasetThatIsNotThere() {
    String none = folder.resolve("none").toString();

    fails(none, List.of("evaluate", "--model", model, "--device", "reference", "--data", none));
    fails(none, List.of("evaluate", "--distances", none));
  }

  @Test
  void optionsThatDoNotFitAreAskedWrongly() {
    String[][] lines = {
      {"embed", "--arch", "facenet-lfw", crop},
      {"embed", "--model", model},
      {"embed", "--model", model, "--batch", "many", crop},
      {"embed", "--model", model, "--format", "xml", crop},
      {"embed", "--model", model, "--aligned", "--data", folder.toString(), crop},
      {"evaluate"},
      {"evaluate", "--model", model},
      {"evaluate", "--model", model, "--distances", "d.csv"},
      {"evaluate", "--model", model, "--data", ".", "--threshold-fold", "9"},
      {"evaluate", "--model", model, "--data", ".", "--fold", "9", "--threshold-fold", "9"},
      {"evaluate", "--distances", "d.csv", "--fold", "9"},
      {"evaluate", "--data", ".", "--fold", "9", "--record"},
      {"verify", crop, "--model", model},
    };
    for (String[] line : lines) {
      CommandLineRun run = CommandLineRun.of(line);

      assertEquals(2, run.code(), String.join(" ", line) + ": " + run.err());
      assertEquals("", run.out());
      assertEquals(1, run.talk().size(), run.err());
    }
  }

  @Test
  void batchWithoutImagesIsRefused() {
    fails(
        "at least 1",
        List.of("embed", "--model", model, "--device", "reference", "--batch", "0", crop));
  }
}
