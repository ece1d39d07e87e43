package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb from data to weights file. */
class TrainCommandTest {
  private static final int STEPS = 6;

  @TempDir private Path folder;
  private Path lfw;
  private Path out;

  @BeforeEach
  void write() {
    lfw = MiniLfw.write(folder.resolve("lfw"));
    out = folder.resolve("run");
  }

  private CommandLineRun train(Path data, String... more) {
    return CommandLineRun.of(
        CommandLineRun.line(
            List.of(
                "train",
                "--arch=" + TinyModels.NAME,
                "--device=cpu",
                "--data=" + data,
                "--out=" + out,
                "--people=2",
                "--faces=3",
                "--steps=" + STEPS),
            more));
  }

  private String model() {
    return out.resolve("model.safetensors").toString();
  }

  private Map<String, String> metadata() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(Path.of(model()))) {
      return file.metadata();
    }
  }

  @Test
  void aThresholdChosenOnTheExcludedFoldIsWhatEvaluateUses() throws IOException {
    CommandLineRun train = train(lfw, "--exclude-fold=2");
    assertEquals(0, train.code(), train.err());
    assertTrue(train.err().contains("with 6 faces of 2 people"), train.err());

    CommandLineRun evaluate =
        CommandLineRun.of(
            "evaluate",
            "--model=" + model(),
            "--device=cpu",
            "--data=" + lfw,
            "--fold=2",
            "--json");

    assertEquals(0, evaluate.code(), evaluate.err());
    JsonObject report = JsonParser.parseString(evaluate.out()).getAsJsonObject();
    assertEquals(
        Double.parseDouble(metadata().get("calibration.threshold")),
        report.get("threshold").getAsDouble());
    assertTrue(
        report
            .get("thresholdFrom")
            .getAsString()
            .contains("6 pairs of LFW View 2 fold 2, whose people were not trained on"),
        evaluate.out());
  }

  @Test
  void theWeightsFileTellsHowItCameAbout() throws IOException {
    train(lfw, "--exclude-fold=1", "--seed=5", "--mining=hardest");
    Map<String, String> words = metadata();
    assertEquals(TinyModels.NAME, words.get("architecture"));
    assertEquals("lfw", words.get("training.data"));
    assertEquals("6", words.get("training.faces"));
    assertEquals("2", words.get("training.people"));
    assertEquals("1", words.get("training.excludedFolds"));
    assertEquals("6", words.get("training.steps"));
    assertTrue(words.get("training.options").contains("--mining HARDEST"), words::toString);
    assertTrue(words.get("training.options").contains("--seed 5"), words::toString);
  }

  @Test
  void printsOneJsonObjectForEachStepAndNothingElse() {
    CommandLineRun run = train(lfw, "--json");

    List<String> lines = run.out().lines().toList();
    assertEquals(STEPS, lines.size(), run.out());
    for (int i = 0; i < STEPS; i++) {
      JsonObject step = JsonParser.parseString(lines.get(i)).getAsJsonObject();
      assertEquals(i + 1, step.get("step").getAsInt());
      assertEquals(6, step.get("images").getAsInt());
      assertTrue(step.has("loss") && step.has("active") && step.has("minedMillis"), lines.get(i));
    }
  }

  @Test
  void aBatchBeyondTheMicroBatchTakesTwoPassesAndSaysSo() {
    CommandLineRun run =
        train(lfw, "--micro-batch=4", "--mining=SemiHard", "--reduction=mean-active");
    assertEquals(0, run.code(), run::err);
    assertTrue(
        run.err().contains("a batch of 6 faces takes two passes over 2 parts of at most 3"),
        run::err);
    assertTrue(run.err().contains("batch norms normalise a part at a time"), run::err);
  }

  @Test
  void trainsOnAFolderOfCropsAndStoresNoThresholdThen() throws IOException {
    Path crops = folder.resolve("crops");
    for (int face = 0; face < 6; face++) {
      TinyModels.crop(crops.resolve("person " + face % 2).resolve(face + ".png"), face);
    }
    CommandLineRun run = train(crops);

    assertEquals(0, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("no threshold is stored"), run.err());
    assertFalse(metadata().containsKey("calibration.threshold"));
  }

  @Test
  void resumingStartsAfreshWhereNothingWasSavedAndDoesNothingWhereAllIsDone() throws IOException {
    CommandLineRun first = train(lfw, "--resume");
    byte[] model = Files.readAllBytes(Path.of(model()));
    CommandLineRun again = train(lfw, "--resume");

    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().contains("no checkpoint yet, starting"), first.err());
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("resumed at step " + STEPS), again.err());
    assertArrayEquals(model, Files.readAllBytes(Path.of(model())));
    assertEquals(STEPS + 1, Files.readAllLines(out.resolve("metrics.csv")).size());
  }
}
