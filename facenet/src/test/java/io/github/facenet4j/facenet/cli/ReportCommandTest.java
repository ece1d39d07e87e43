package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
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
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs leave behind and the pages made of it. */
class ReportCommandTest {
  private static final int STEPS = 6;

  /** Pairs in a fold of the small LFW, each shown as two pictures. */
  private static final int PICTURES = MiniLfw.PAIRS / MiniLfw.FOLDS * 2;

  @TempDir private Path folder;
  private Path lfw;

  @BeforeEach
  void write() {
    lfw = MiniLfw.write(folder.resolve("lfw"));
  }

  private CommandLineRun train(Path data, String run, String... more) {
    return CommandLineRun.of(
        CommandLineRun.line(
            List.of(
                "train",
                "--arch=" + TinyModels.NAME,
                "--device=cpu",
                "--data=" + data,
                "--out=" + folder.resolve(run),
                "--people=2",
                "--faces=3",
                "--steps=" + STEPS),
            more));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private List<JsonObject> metrics(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  @Test
  void aRunThatHoldsAFoldOutMeasuresItOnTheWayAndShowsItsPairs() throws IOException {
    CommandLineRun run = train(lfw, "run", "--exclude-fold=2", "--evaluate-every=3", "--json");
    Path out = folder.resolve("run");

    assertEquals(0, run.code(), run.err());
    assertEquals(
        List.of(false, false, true, false, false, true),
        metrics("run").stream().map(step -> step.has("heldOutAuc")).toList());
    assertEquals(run.out(), Files.readString(out.resolve("metrics.jsonl")));
    List<String> table = Files.readAllLines(out.resolve("held-out.csv"));
    assertEquals("pair,fold,same,squared_distance,step,first,second", table.get(0));
    assertTrue(
        table.get(1).endsWith("," + STEPS + ",images/Cid/Cid_0001.jpg,images/Cid/Cid_0002.jpg"));

    String page = Files.readString(out.resolve("report.html"));
    assertEquals(PICTURES, count(page, "<img src=\"data:image/png;"));
    // Six curves, two of held-out people, memory, ROC and distances.
    assertEquals(11, count(page, "class=\"plot\""));
    assertTrue(page.contains("The run ended after step 6, as asked."));
    assertFalse(page.contains("https://") && page.contains("<script src"), "nothing is loaded");
  }

  @Test
  void thePageNamesTheLossThatWasTrainedWith() throws IOException {
    train(lfw, "hinge", "--mining=hardest");
    train(lfw, "supcon", "--loss=supcon");
    String hinge = Files.readString(folder.resolve("hinge").resolve("report.html"));
    assertTrue(hinge.contains("Mean hinge") && hinge.contains("margin 0.2"));
    assertFalse(hinge.contains("Semi-hard") || hinge.contains("contrastive"));
    String supcon = Files.readString(folder.resolve("supcon").resolve("report.html"));
    assertTrue(
        supcon.contains("Supervised contrastive loss") && supcon.contains("temperature 0.1"));
    assertFalse(supcon.contains("hinge") || supcon.contains("mined triplets"));
  }

  @Test
  void theDistancesInTheRunsFolderAreThoseThatEvaluateMeasures() throws IOException {
    train(lfw, "run", "--exclude-fold=2");
    CommandLineRun evaluated =
        CommandLineRun.of(
            "evaluate",
            "--model=" + folder.resolve("run/model.safetensors"),
            "--device=cpu",
            "--data=" + lfw,
            "--fold=2",
            "--json");
    JsonObject fold = JsonParser.parseString(evaluated.out()).getAsJsonObject();
    String page = Files.readString(folder.resolve("run/report.html"));

    String percent = "%.1f %%".formatted(100 * fold.get("accuracy").getAsDouble());
    assertTrue(page.contains("<dd>" + percent + "</dd>"), percent);
  }

  @Test
  void aShareOfAFoldersPeopleIsHeldOutAndGivesTheThreshold() throws IOException {
    Path crops = folder.resolve("crops");
    for (int face = 0; face < 16; face++) {
      TinyModels.crop(crops.resolve("person " + face / 4).resolve(face + ".png"), face / 4);
    }
    CommandLineRun run = train(crops, "run", "--held-out=0.5", "--evaluate-every=2");

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("with 8 faces of 2 people"), run.err());
    assertEquals(3, metrics("run").stream().filter(step -> step.has("heldOutAuc")).count());
    try (SafetensorsFile model = SafetensorsFile.open(folder.resolve("run/model.safetensors"))) {
      assertTrue(
          model
              .metadata()
              .get("calibration.how")
              .endsWith("2 people held out of 'crops', whose people were not trained on"));
    }
  }

  @Test
  void evaluationsOnTheWayChangeNoBitOfTheWeights() throws IOException {
    train(lfw, "plain", "--exclude-fold=2");
    train(lfw, "watched", "--exclude-fold=2", "--evaluate-every=1");
    assertEquals(
        -1,
        Files.mismatch(
            folder.resolve("plain/model.safetensors"),
            folder.resolve("watched/model.safetensors")));
  }

  @Test
  void aRunIsReportedWhileItGoesOnAndWhereItsDataIsGone() throws IOException {
    train(lfw, "run", "--exclude-fold=2");
    Path out = folder.resolve("run");
    JsonObject record =
        JsonParser.parseString(Files.readString(out.resolve("run.json"))).getAsJsonObject();
    record.add("outcome", new JsonObject());
    Files.writeString(out.resolve("run.json"), record.toString());
    Files.writeString(out.resolve("metrics.csv"), "7,0.0", StandardOpenOption.APPEND);
    Files.move(lfw, folder.resolve("elsewhere"));

    CommandLineRun report = CommandLineRun.of("report", out.toString());

    assertEquals(0, report.code(), report.err());
    assertEquals("report " + out.resolve("report.html") + "\n", report.out());
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("Not at its end"));
    assertTrue(page.contains("The images are not at hand"));
    String moved = folder.resolve("elsewhere").toString();
    assertEquals(0, CommandLineRun.of("report", out.toString(), "--data=" + moved).code());
    assertEquals(PICTURES, count(Files.readString(out.resolve("report.html")), "<img "));
  }

  @Test
  void severalRunsAreDrawnOnTheSameAxesWithWhatDiffersInThem() throws IOException {
    train(lfw, "one", "--exclude-fold=2", "--mining=semihard");
    train(lfw, "two", "--exclude-fold=2", "--mining=hardest");
    Path page = folder.resolve("both.html");
    CommandLineRun report =
        CommandLineRun.of(
            "report",
            folder.resolve("one").toString(),
            folder.resolve("two").toString(),
            "--out=" + page);

    assertEquals(0, report.code(), report.err());
    String html = Files.readString(page);
    // Seven pairs of curves and one pair of ROCs.
    assertEquals(8, count(html, "class=\"plot\""));
    assertTrue(html.contains("<th scope=\"row\">mining</th><td>SEMIHARD</td><td>HARDEST</td>"));
    assertFalse(html.contains("<th scope=\"row\">seed</th>"), "equal options are left out");
    String charts = html.substring(html.indexOf("id=\"charts\">"));
    assertTrue(count(charts, "\"label\":\"one\"") == 8 && count(charts, "\"label\":\"two\"") == 8);
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    fails("holds no training run", List.of("report", folder.toString()));
    train(lfw, "run");
    Path out = folder.resolve("run");
    Files.writeString(out.resolve("run.json"), "{\"configuration\": 7");
    fails("run.json: is not the record of a run", List.of("report", out.toString()));
    Files.writeString(out.resolve("run.json"), "{}");
    Files.delete(out.resolve("metrics.csv"));
    fails("has no metrics.csv", List.of("report", out.toString()));
  }

  @Test
  void askedWrongly() {
    String run = folder.toString();
    List<String> five = IntStream.range(0, 5).mapToObj(i -> run).toList();
    for (List<String> line :
        List.of(
            List.of("report"),
            List.of("report", run, run),
            List.of("report", run, run, "--out=x.html", "--data=" + run),
            CommandLineRun.line(List.of("report", "--out=x.html"), five.toArray(String[]::new)))) {
      assertEquals(2, CommandLineRun.of(line).code(), line::toString);
    }
    Path crops = folder.resolve("crops");
    TinyModels.crop(crops.resolve("ada/0.png"), 1);
    assertEquals(2, train(lfw, "run", "--held-out=0.5").code());
    assertEquals(2, train(lfw, "run", "--evaluate-every=5").code());
    assertEquals(2, train(lfw, "run", "--exclude-fold=2", "--evaluate-every=0").code());
    assertEquals(2, train(crops, "run", "--exclude-fold=2").code());
    assertEquals(1, train(crops, "run", "--held-out=2").code());
  }
}
