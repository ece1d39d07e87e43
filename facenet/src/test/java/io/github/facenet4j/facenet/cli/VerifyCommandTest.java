package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  @TempDir private Path folder;
  private String first;
  private String second;

  @BeforeEach
  void write() {
    first = TinyModels.crop(folder.resolve("a.png"), 1).toString();
    second = TinyModels.crop(folder.resolve("b.png"), 2).toString();
  }

  private CommandLineRun verify(ModelMetadata metadata, String... more) {
    Path model = TinyModels.save(folder.resolve("m.safetensors"), metadata);
    List<String> line = new ArrayList<>(List.of("verify", "--model", model.toString()));
    line.addAll(List.of("--device", "reference"));
    line.addAll(List.of(more));
    return CommandLineRun.of(line.toArray(String[]::new));
  }

  @Test
  void thresholdOfTheWeightsFileDecides() {
    double distance =
        json(verify(ModelMetadata.empty(), "--json", first, second)).get("distance").getAsDouble();
    assertTrue(distance > 0 && distance < 4, "" + distance);
    for (double factor : new double[] {0.99, 1.01}) {
      Calibration calibration = new Calibration(distance * factor, 0.01, "a test");

      JsonObject result =
          json(verify(ModelMetadata.empty().with(calibration), "--json", first, second));

      assertEquals(factor > 1, result.get("same").getAsBoolean());
      assertEquals(calibration.threshold(), result.get("threshold").getAsDouble());
      assertEquals("a test", result.get("thresholdFrom").getAsString());
      assertEquals("reference", result.get("device").getAsString());
    }
  }

  @Test
  void thresholdOnTheCommandLineOverrides() {
    Calibration stored = new Calibration(1e-9, 0.01, "a test");

    CommandLineRun run =
        verify(ModelMetadata.empty().with(stored), "--threshold", "4", first, second);

    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("same person: "), run.out());
  }

  @Test
  void oneImageIsAtDistanceZeroOfItself() {
    CommandLineRun run = verify(ModelMetadata.empty(), "--json", first, first);

    assertEquals(0, json(run).get("distance").getAsDouble());
  }

  @Test
  void withoutAThresholdThereIsADistanceAndNoVerdict() {
    CommandLineRun text = verify(ModelMetadata.empty(), first, second);
    JsonObject result = json(verify(ModelMetadata.empty(), "--json", first, second));

    assertTrue(text.out().contains("no verdict"), text.out());
    assertFalse(result.has("same"));
  }

  @Test
  void impossibleThresholdIsRefused() {
    CommandLineRun run = verify(ModelMetadata.empty(), "--threshold", "5", first, second);

    assertEquals(1, run.code());
    assertTrue(run.err().contains("(0, 4]"), run.err());
  }

  private static JsonObject json(CommandLineRun run) {
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
