package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void writesReportWeightsAndMetricsAndReplacesAnEarlierDemo() throws IOException {
    Path out = folder.resolve("new/demo");
    List<String> line =
        List.of("demo --device cpu --steps 2 --people 30 --held-out 20 --out".split(" "));
    line = CommandLineRun.line(line, out.toString());
    CommandLineRun first = CommandLineRun.of(CommandLineRun.line(line, "--json"));
    assertEquals(0, first.code(), first.err());
    JsonObject json = JsonParser.parseString(first.out()).getAsJsonObject();
    assertEquals(1, first.out().lines().count());
    assertEquals(2, json.get("steps").getAsInt());
    assertEquals("cpu", json.get("device").getAsString());
    assertEquals(3000, json.get("pairs").getAsInt());
    for (JsonObject score :
        List.of(json, json.getAsJsonObject("untrained"), json.getAsJsonObject("rawPixels"))) {
      assertTrue(score.get("accuracy").getAsDouble() > 0.5, score.toString());
      assertTrue(score.get("accuracyStandardError").getAsDouble() > 0, score.toString());
    }
    Path report = Path.of(json.get("report").getAsString());
    String page = Files.readString(report);
    // 8 people in the studio and 6 times in the wild, and twice 14 pairs.
    assertEquals(8 * 7 + 2 * 14 * 2, page.split("<img src=\"data:image/png;", -1).length - 1);
    assertEquals(8, page.split("class=\"plot\"", -1).length - 1);
    assertEquals(3, Files.readAllLines(out.resolve("metrics.csv")).size());
    assertTrue(Files.exists(out.resolve("model.safetensors")));

    CommandLineRun second = CommandLineRun.of(line);
    assertEquals(0, second.code(), second.err());
    assertTrue(second.out().lines().anyMatch(words -> words.startsWith("trained ")), second.out());
    assertTrue(second.out().endsWith("report " + report.toAbsolutePath() + "\n"), second.out());
    assertEquals(3, Files.readAllLines(out.resolve("metrics.csv")).size());
  }

  @Test
  void doesNotReplaceATrainingRun() throws IOException {
    List<String> demo = List.of("demo", "--device", "cpu", "--out", folder.toString());
    Files.createFile(folder.resolve("model.safetensors"));
    CommandLineRun.fails("holds a run already", demo);
    assertFalse(Files.exists(folder.resolve("report.html")));
    Files.writeString(folder.resolve("report.html"), "a run's");
    Files.writeString(folder.resolve("run.json"), "{}");
    CommandLineRun.fails("holds a run already", demo);
    assertEquals("a run's", Files.readString(folder.resolve("report.html")));
  }

  @Test
  void refusesAnOutputThatIsNoFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandLineRun.fails("this is a file", List.of("demo", "--out", file.toString()));
    Files.createDirectories(folder.resolve("demo/report.html"));
    String out = folder.resolve("demo").toString();
    CommandLineRun.fails("has a folder called report.html", List.of("demo", "--out", out));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seconds=0",
        "--seconds=-1",
        "--seconds=NaN",
        "--seconds=1e9",
        "--steps=0",
        "--people=1",
        "--held-out=19"
      })
  void refusesNumbersThatMakeNoSense(String option) {
    CommandLineRun run = CommandLineRun.of("demo", option, "--out", folder.toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains(option.substring(0, option.indexOf('='))), run.err());
    assertEquals(1, run.talk().size(), run.err());
  }
}
