package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbedCommandTest {
  @TempDir private Path folder;
  private String model;
  private String first;
  private String second;

  static Stream<String> devices() {
    return TestDevices.all();
  }

  @BeforeEach
  void write() {
    model = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty()).toString();
    first = TinyModels.crop(folder.resolve("one, with comma.png"), 1).toString();
    second = TinyModels.crop(folder.resolve("two.png"), 2).toString();
  }

  private CommandLineRun embed(String... more) {
    List<String> line = new ArrayList<>(List.of("embed", "--model", model));
    line.addAll(List.of("--device", "reference"));
    line.addAll(List.of(more));
    return CommandLineRun.of(line.toArray(String[]::new));
  }

  @Test
  void csvHasAHeaderAndOneUnitVectorForEachImage() {
    CommandLineRun run = embed("--aligned", first, second);

    assertEquals(0, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("path,e0,e1,"), lines.get(0));
    assertTrue(lines.get(0).endsWith(",e63"), lines.get(0));
    assertTrue(lines.get(1).startsWith("\"" + first + "\","), lines.get(1));
    String[] row = lines.get(2).split(",");
    assertEquals(second, row[0]);
    double squares =
        Arrays.stream(row).skip(1).mapToDouble(Double::parseDouble).map(x -> x * x).sum();
    assertEquals(1, squares, 1e-6);
    assertEquals("", run.err());
  }

  @Test
  void jsonNamesTheDeviceAndHoldsTheSameNumbers() {
    String[] csv = embed(second).out().lines().toList().get(1).split(",");

    CommandLineRun run = embed("--format", "json", second);

    JsonObject result = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("reference", result.get("device").getAsString());
    assertEquals(TinyModels.NAME, result.get("architecture").getAsString());
    JsonObject image = result.getAsJsonArray("images").get(0).getAsJsonObject();
    assertEquals(second, image.get("path").getAsString());
    JsonArray embedding = image.getAsJsonArray("embedding");
    for (int e = 0; e < 64; e++) {
      assertEquals(Float.parseFloat(csv[e + 1]), embedding.get(e).getAsFloat());
    }
    assertEquals(run.out(), embed("--json", second).out());
  }

  @Test
  void batchSizeDoesNotChangeTheResult() {
    String[] images = new String[7];
    for (int i = 0; i < images.length; i++) {
      images[i] = TinyModels.crop(folder.resolve(i + ".png"), i).toString();
    }
    String[] single = with(images, "--batch", "1");

    assertEquals(embed(images).out(), embed(single).out());
    assertNotEquals(embed(images[0]).out(), embed(images[1]).out());
  }

  private static String[] with(String[] images, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(images));
    return all.toArray(String[]::new);
  }

  @Test
  void outWritesTheFileAndLeavesStandardOutputEmpty() throws IOException {
    Path file = folder.resolve("e.csv");

    CommandLineRun run = embed("--out", file.toString(), second);

    assertEquals(0, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(embed(second).out(), Files.readString(file));
  }

  @Test
  void withoutADeviceTheChoiceIsSaidOnStandardError() {
    CommandLineRun run = CommandLineRun.of("embed", "--model", model, "--json", second);

    if (run.code() == 0) {
      String device =
          JsonParser.parseString(run.out()).getAsJsonObject().get("device").getAsString();
      assertTrue(run.err().contains("using " + device), run.err());
    } else {
      // Where only the oracle exists, which is never chosen unasked.
      assertTrue(run.err().contains("No device is available"), run.err());
    }
  }

  @Test
  void progressIsShownOnStandardErrorWhenAskedFor() {
    CommandLineRun run = embed("--progress", second);

    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("embed") && run.err().contains("1/1"), run.err());
    assertEquals(embed(second).out(), run.out());
  }

  @ParameterizedTest
  @MethodSource("devices")
  void rawCsvOfMobileFaceV2MatchesTheGoldens(String device) {
    TestDevices.require(device);
    Path weights = Goldens.require("mobileface-v2.safetensors");
    Map<Path, double[]> goldens = Goldens.embeddings("mobileface-v2");
    List<String> line = new ArrayList<>(List.of("embed", "--model", weights.toString()));
    line.addAll(List.of("--aligned", "--raw", "--format", "csv", "--device", device));
    goldens.keySet().forEach(crop -> line.add(crop.toString()));

    CommandLineRun run = CommandLineRun.of(line.toArray(String[]::new));

    assertEquals(0, run.code(), run.err());
    List<String> rows = run.out().lines().skip(1).toList();
    int next = 0;
    for (Map.Entry<Path, double[]> golden : goldens.entrySet()) {
      String[] row = rows.get(next++).split(",");
      assertEquals(golden.getKey().toString(), row[0]);
      double largest = Arrays.stream(golden.getValue()).map(Math::abs).max().orElseThrow();
      for (int e = 0; e < golden.getValue().length; e++) {
        double found = Double.parseDouble(row[e + 1]);
        assertEquals(golden.getValue()[e], found, 2e-4 * largest, row[0] + " e" + e);
      }
    }
  }
}
