package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static io.github.facenet4j.facenet.cli.CommandLineRun.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateCommandTest {
  @TempDir private Path folder;
  private String data;
  private List<String> evaluate;

  @BeforeEach
  void write() {
    data = MiniLfw.write(folder.resolve("lfw")).toString();
    evaluate = evaluating(ModelMetadata.empty());
  }

  private List<String> evaluating(ModelMetadata metadata) {
    String model = TinyModels.save(folder.resolve("m.safetensors"), metadata).toString();
    return List.of("evaluate", "--model", model, "--data", data, "--device", "reference");
  }

  @Test
  void allFoldsGiveEveryFigureTheDeviceAndTheSpeed() {
    JsonObject result = json(line(evaluate, "--json"));

    for (String figure :
        new String[] {
          "accuracy", "accuracyStd", "accuracyStandardError", "threshold", "valAtFar", "auc", "eer"
        }) {
      assertTrue(Double.isFinite(result.get(figure).getAsDouble()), figure);
    }
    assertEquals(0.001, result.get("far").getAsDouble());
    assertEquals(MiniLfw.PAIRS, result.get("pairs").getAsInt());
    assertEquals(MiniLfw.FOLDS, result.getAsJsonArray("folds").size());
    assertEquals("reference", result.get("device").getAsString());
    assertTrue(result.get("imagesPerSecond").getAsDouble() > 0);
    // People of one colour each: any continuous map tells them apart.
    assertEquals(1.0, result.get("accuracy").getAsDouble());
    assertEquals(1.0, result.get("auc").getAsDouble());
  }

  @Test
  void mirrorChangesTheDistances() {
    double plain = json(line(evaluate, "--json")).get("threshold").getAsDouble();
    double mirrored = json(line(evaluate, "--json", "--mirror")).get("threshold").getAsDouble();

    assertNotEquals(plain, mirrored);
  }

  @Test
  void aRecordedResultStandsInTheWeightsFileAndNothingElseChanges() throws IOException {
    List<String> fold = line(evaluate, "--fold", "2", "--threshold-fold", "1", "--json");
    JsonObject before = json(fold);
    JsonObject noted = json(line(fold, "--record"));

    assertEquals(before.get("accuracy"), noted.get("accuracy"));
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("m.safetensors"))) {
      assertEquals(
          before.get("accuracy").getAsString(), file.metadata().get("evaluation.fold2.accuracy"));
      assertEquals(before.get("auc").getAsString(), file.metadata().get("evaluation.fold2.auc"));
    }
    assertEquals(before.get("threshold"), json(fold).get("threshold"));
  }

  @Test
  void textLabelsBothSpreads() {
    CommandLineRun run = CommandLineRun.of(evaluate);

    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("standard deviation"), run.out());
    assertTrue(run.out().contains("standard error"), run.out());
    assertTrue(run.out().contains("on reference"), run.out());
  }

  @Test
  void oneFoldStandsBesideItsBaselines() {
    JsonObject result = json(line(evaluate, "--fold", "2", "--threshold-fold", "1", "--json"));

    assertEquals(2, result.get("fold").getAsInt());
    assertEquals("fold 1", result.get("thresholdFrom").getAsString());
    assertEquals(MiniLfw.PAIRS / MiniLfw.FOLDS, result.get("pairs").getAsInt());
    for (String baseline : new String[] {"untrained", "rawPixels"}) {
      JsonObject figures = result.getAsJsonObject("baselines").getAsJsonObject(baseline);
      assertEquals(result.get("pairs"), figures.get("pairs"));
      assertEquals("fold 1", figures.get("thresholdFrom").getAsString());
      assertTrue(figures.get("accuracy").getAsDouble() > 0.5, baseline);
    }
    String text = CommandLineRun.of(line(evaluate, "--fold", "2", "--threshold-fold", "1")).out();
    assertTrue(text.contains("\nuntrained ") && text.contains("\nraw pixels "), text);
  }

  @Test
  void withoutAThresholdFoldTheWeightsFilesThresholdIsUsedAndNamed() {
    fails("no calibrated threshold", line(evaluate, "--fold", "2"));
    Calibration none = new Calibration(1e-12, 0, "a threshold that accepts nobody");

    JsonObject result =
        json(line(evaluating(ModelMetadata.empty().with(none)), "--fold", "2", "--json"));

    assertEquals(1e-12, result.get("threshold").getAsDouble());
    assertEquals(
        "the weights file (a threshold that accepts nobody)",
        result.get("thresholdFrom").getAsString());
    assertEquals(0.5, result.get("accuracy").getAsDouble());
    JsonObject pixels = result.getAsJsonObject("baselines").getAsJsonObject("rawPixels");
    assertTrue(pixels.get("thresholdFrom").getAsString().contains("flatters"), "" + pixels);
  }

  @Test
  void foldThatIsNotThere() {
    fails("Fold 3 was asked for", line(evaluate, "--fold", "3", "--threshold-fold", "1"));
    fails("Fold 9 was asked for", line(evaluate, "--fold", "1", "--threshold-fold", "9"));
  }

  @Test
  void distancesOfOtherPairsAreRefused() throws IOException {
    Path table = folder.resolve("d.csv");
    Files.writeString(table, "pair,fold,same,squared_distance\n1,1,1,0.5\n2,1,0,1.5\n");

    fails("are not the pairs of", List.of("evaluate", "--distances", "" + table, "--data", data));
  }

  @Test
  void storedDistancesOfLfwGiveThePublishedFigures() {
    Path table = Goldens.require("golden/mobileface-v2/lfw_pair_distances.csv");
    Path lfw = Goldens.require("lfw");

    JsonObject result =
        json(List.of("evaluate", "--distances", "" + table, "--data", "" + lfw, "--json"));

    assertEquals(0.98967, result.get("accuracy").getAsDouble(), 5e-6);
    assertEquals(0.00521, result.get("accuracyStd").getAsDouble(), 5e-6);
    assertEquals(1.497, result.get("threshold").getAsDouble(), 5e-4);
    assertEquals(0.95867, result.get("valAtFar").getAsDouble(), 5e-6);
    assertEquals(0.99851, result.get("auc").getAsDouble(), 5e-6);
    assertEquals(0.01167, result.get("eer").getAsDouble(), 5e-6);
    assertEquals(6000, result.get("pairs").getAsInt());
    assertFalse(result.has("device"), "nothing was computed on a device");
  }

  /** From photos to accuracy: decoding, alignment, network, threshold. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "opencl"})
  void foldTenOfLfwIsDecidedAsByTheIndependentProgram(String device) {
    TestDevices.require(device);
    Path weights = Goldens.require("mobileface-v2.safetensors");
    Path lfw = Goldens.require("lfw");
    List<String> line = List.of("evaluate", "--model", "" + weights, "--data", "" + lfw, "--json");

    JsonObject result =
        json(line(line, "--fold", "10", "--threshold-fold", "9", "--device", device));

    // The stored distances of fold 10 at the threshold of fold 9 give 597 of 600.
    assertEquals(597 / 600.0, result.get("accuracy").getAsDouble(), 1.5 / 600);
    JsonObject baselines = result.getAsJsonObject("baselines");
    for (String baseline : new String[] {"untrained", "rawPixels"}) {
      double accuracy = baselines.getAsJsonObject(baseline).get("accuracy").getAsDouble();
      assertEquals(0.61, accuracy, 0.06, baseline);
    }
    assertEquals(device, result.get("device").getAsString().split(":")[0]);
  }

  private static JsonObject json(List<String> arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
