package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path lfw;

  @BeforeEach
  void write() {
    model = TinyModels.save(folder.resolve("model.safetensors"), ModelMetadata.empty());
    lfw = MiniLfw.write(folder.resolve("lfw"));
  }

  private List<String> line(String experiment, String... more) {
    List<String> line =
        new ArrayList<>(List.of("experiment", experiment, "--data", "" + lfw, "--device", "cpu"));
    if (!experiment.equals("training-size")) {
      line.addAll(List.of("--model", "" + model));
    }
    line.addAll(List.of(more));
    return line;
  }

  private JsonObject json(String experiment, String... more) {
    CommandLineRun run = CommandLineRun.of(CommandLineRun.line(line(experiment, more), "--json"));
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({
    "jpeg-quality, --qualities, '90,10', quality, 10",
    "image-size, --pixels, '6400,400', pixels, 400",
    "embedding-size, --sizes, '64,2', embedding, 2"
  })
  void rowsAscendInWhatWasVaried(
      String experiment, String option, String values, String varied, int least) {
    JsonObject result = json(experiment, option, values);
    JsonArray rows = result.getAsJsonArray("rows");

    assertEquals(experiment, result.get("experiment").getAsString());
    assertEquals("facenet-tiny", result.get("model").getAsString());
    assertEquals(2, rows.size());
    assertEquals(least, rows.get(0).getAsJsonObject().get(varied).getAsInt());
    assertTrue(rows.get(1).getAsJsonObject().get("accuracy").getAsDouble() > 0);
  }

  /** All components together keep every distance. */
  @Test
  void theWholeEmbeddingScoresAsEvaluateDoes() {
    CommandLineRun evaluated =
        CommandLineRun.of(
            "evaluate", "--model", "" + model, "--data", "" + lfw, "--device", "cpu", "--json");
    double expected =
        JsonParser.parseString(evaluated.out()).getAsJsonObject().get("auc").getAsDouble();

    JsonObject row =
        json("embedding-size", "--sizes", "64").getAsJsonArray("rows").get(0).getAsJsonObject();

    assertEquals(expected, row.get("auc").getAsDouble(), 1e-9);
  }

  @Test
  void stronglyCompressedPhotosAreOtherPhotos() {
    JsonArray rows = json("jpeg-quality", "--qualities", "1,100").getAsJsonArray("rows");

    assertFalse(rows.get(0).getAsJsonObject().equals(rows.get(1).getAsJsonObject()));
  }

  @Test
  void tableCsvJsonAndPageAreWritten() throws IOException {
    Path out = folder.resolve("results");
    CommandLineRun run =
        CommandLineRun.of(line("jpeg-quality", "--qualities", "50", "--out", "" + out));

    assertEquals(0, run.code(), run.err());
    assertEquals(run.out(), Files.readString(out.resolve("jpeg-quality.md")));
    assertTrue(Files.readString(out.resolve("jpeg-quality.csv")).startsWith("quality,valAtFar,"));
    assertTrue(Files.readString(out.resolve("jpeg-quality.html")).contains("JPEG quality"));
    assertTrue(
        JsonParser.parseString(Files.readString(out.resolve("jpeg-quality.json")))
            .getAsJsonObject()
            .has("rows"));
  }

  @Test
  void modelsOfSeveralTrainingSizesAreScoredOnFoldsThatTheyLeftOut() {
    List<String> models = new ArrayList<>();
    for (String faces : List.of("9", "4")) {
      ModelMetadata words =
          ModelMetadata.empty().with("training.faces", faces).with("training.excludedFolds", "1,2");
      models.add("--model");
      models.add("" + TinyModels.save(folder.resolve(faces + ".safetensors"), words));
    }

    JsonArray rows = json("training-size", models.toArray(String[]::new)).getAsJsonArray("rows");

    assertEquals(4, rows.get(0).getAsJsonObject().get("faces").getAsInt());
    assertEquals(9, rows.get(1).getAsJsonObject().get("faces").getAsInt());
  }

  @Test
  void trainingSizeNeedsFacesOrModelsAndAPlaceForRuns() {
    assertEquals(2, CommandLineRun.of(line("training-size")).code());
    assertEquals(2, CommandLineRun.of(line("training-size", "--faces", "10")).code());
  }

  @Test
  void aTrainingThatFailsIsNamed() {
    CommandLineRun run =
        CommandLineRun.of(
            line("training-size", "--faces", "9", "--out", "" + folder.resolve("runs")));

    assertEquals(1, run.code());
    assertTrue(run.err().contains("has folds 1 to 2"), run.err());
    assertTrue(run.err().contains("The training on 9 faces failed"), run.err());
  }

  @Test
  void modelsThatDoNotSayWhatTheyWereTrainedOnAreRefused() {
    CommandLineRun run = CommandLineRun.of(line("training-size", "--model", "" + model));

    assertEquals(1, run.code());
    assertTrue(run.err().contains("does not say its training.excludedFolds"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "jpeg-quality, --qualities, 0",
    "image-size, --pixels, 3",
    "embedding-size, --sizes, 0"
  })
  void absurdValuesAreRefused(String experiment, String option, String value) {
    CommandLineRun run = CommandLineRun.of(line(experiment, option, value));

    assertEquals(2, run.code());
    assertTrue(run.err().contains(option + " takes numbers from"), run.err());
  }

  @Test
  void anEmbeddingIsNotMadeLonger() {
    CommandLineRun run = CommandLineRun.of(line("embedding-size", "--sizes", "65"));

    assertEquals(1, run.code());
    assertTrue(run.err().contains("has 64 numbers, 65 were asked for"), run.err());
  }
}
