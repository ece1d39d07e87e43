package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Training by recipe, and from given weights. */
class RecipeTest {
  @TempDir private Path folder;
  private Path lfw;
  private Path recipe;

  @BeforeEach
  void write() throws IOException {
    lfw = MiniLfw.write(folder.resolve("lfw"));
    recipe = folder.resolve("own.properties");
    Files.writeString(
        recipe, "# small\narch = facenet-tiny\npeople = 2\nfaces = 3\nsteps = 3\nlr = 0.003\n");
  }

  private List<String> train(String run, String... more) {
    List<String> first =
        List.of("train", "--device=cpu", "--data=" + lfw, "--out=" + folder.resolve(run));
    return CommandLineRun.line(first, more);
  }

  private CommandLineRun done(String run, String... more) {
    CommandLineRun done = CommandLineRun.of(train(run, more));
    assertEquals(0, done.code(), done.err());
    return done;
  }

  private Map<String, String> metadata(String run) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(model(run))) {
      return file.metadata();
    }
  }

  private Path model(String run) {
    return folder.resolve(run).resolve("model.safetensors");
  }

  @Test
  void aRecipeSaysWhatTheCommandLineDoesNot() throws IOException {
    done("plain", "--recipe", recipe.toString());
    assertEquals("3", metadata("plain").get("training.steps"));
    assertTrue(metadata("plain").get("training.options").contains("--lr 0.003"));

    done("changed", "--recipe=" + recipe, "--lr", "0.001", "--steps=2");
    assertEquals("2", metadata("changed").get("training.steps"));
    assertTrue(metadata("changed").get("training.options").contains("--lr 0.001"));
    assertTrue(metadata("changed").get("training.options").contains("--faces 3"));
  }

  /** Asked for a folder that is missing, a run gets past its options and ends at the data. */
  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeOfTheProgramIsUnderstood(String name) {
    List<String> line =
        List.of("train", "--recipe", name, "--data", "" + folder.resolve("none"), "--out", "x");
    fails("does not exist", line);
  }

  static List<String> names() {
    return Recipe.NAMES;
  }

  @Test
  void theHelpNamesEveryRecipe() {
    String help = new CommandLine(new TrainCommand()).getUsageMessage().replaceAll("\\s+", " ");
    for (String name : Recipe.NAMES) {
      assertTrue(help.contains(name), name);
    }
  }

  @Test
  void unknownRecipesAndOptionsEndInOneLine() throws IOException {
    fails("No recipe 'lfw-worst': it is none of lfw-best, ", train("a", "--recipe=lfw-worst"));
    Files.writeString(recipe, "arch = facenet-tiny\nlearning-speed = 3\n");
    fails("has no option --learning-speed", train("b", "--recipe=" + recipe));
    Files.writeString(recipe, "arch = \\u00zz");
    fails("is malformed", train("c", "--recipe=" + recipe));
  }

  @Test
  void wrongValuesInARecipeAreMistakesOfUse() throws IOException {
    Files.writeString(recipe, "arch = facenet-tiny\npeople = many\n");
    CommandLineRun run = CommandLineRun.of(train("a", "--recipe=" + recipe));
    assertEquals(2, run.code());
    assertTrue(run.err().contains("'many' is not an int"), run.err());
  }

  @Test
  void withoutArchitectureAndRecipeNothingStarts() {
    CommandLineRun run = CommandLineRun.of(train("a", "--steps=1"));
    assertEquals(2, run.code());
    assertTrue(run.err().contains("Missing required option: '--arch=ARCH'"), run.err());
  }

  @Test
  void aRunFromGivenWeightsStartsAtThemAndResumesOnlyFromThem() throws IOException {
    done("first", "--recipe=" + recipe);
    String init = "--init=" + model("first");
    // A rate of all but nothing leaves the weights where they began.
    List<String> still = new ArrayList<>(List.of("--recipe=" + recipe, "--lr=1e-30"));
    still.add("--steps=1");
    done("random", still.toArray(String[]::new));
    still.add(init);
    done("second", still.toArray(String[]::new));

    assertEquals(weights("first"), weights("second"));
    assertNotEquals(weights("random"), weights("second"));
    assertEquals("random", metadata("random").get("training.start"));
    assertTrue(metadata("second").get("training.start").matches("[0-9a-f]{16}"));

    still.remove(init);
    still.add("--resume");
    CommandLineRun other = CommandLineRun.of(train("second", still.toArray(String[]::new)));
    assertEquals(1, other.code());
    assertTrue(other.err().contains("start was "), other.err());
    assertFalse(other.err().contains("lr was"), other.err());
  }

  private List<Float> weights(String run) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(model(run))) {
      List<Float> weights = new ArrayList<>();
      for (float weight : file.readFloats("fc.weight")) {
        weights.add(weight);
      }
      return weights;
    }
  }
}
