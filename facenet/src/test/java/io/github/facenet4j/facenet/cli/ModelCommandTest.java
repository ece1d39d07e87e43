package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.photo.ContentHash;
import io.github.facenet4j.facenet.testing.MiniLfw;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.io.StoredType;
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

class ModelCommandTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void save() {
    ModelMetadata words =
        ModelMetadata.empty().with(new Calibration(1.1, 0.01, "a test")).with("licence", "MIT");
    model = TinyModels.save(folder.resolve("model.safetensors"), words);
  }

  private static JsonObject json(String... arguments) {
    List<String> line = new ArrayList<>(List.of("model"));
    line.addAll(List.of(arguments));
    line.add("--json");
    CommandLineRun run = CommandLineRun.of(line);
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  @Test
  void infoSaysWhatTheFileSays() throws IOException {
    JsonObject info = json("info", model.toString());

    assertEquals("facenet-tiny", info.get("architecture").getAsString());
    assertEquals(48, info.getAsJsonObject("input").get("width").getAsInt());
    assertEquals(64, info.get("embedding").getAsInt());
    assertEquals(1.1, info.getAsJsonObject("threshold").get("squaredDistance").getAsDouble());
    assertEquals("MIT", info.getAsJsonObject("provenance").get("licence").getAsString());
    JsonObject file = info.getAsJsonArray("files").get(0).getAsJsonObject();
    assertEquals(Files.size(model), file.get("bytes").getAsLong());
    assertEquals(ContentHash.of(model), file.get("sha256").getAsString());
    assertTrue(CommandLineRun.of("model", "info", model.toString()).out().contains("a test"));
  }

  @Test
  void infoOfNothingIsOfTheBuiltInModel() {
    JsonObject info = json("info");

    assertEquals("facenet-lfw", info.get("architecture").getAsString());
    assertTrue(info.has("threshold"));
  }

  /** SHA-256 of "abc", from FIPS 180-2. */
  @Test
  void checksumIsSha256() throws IOException {
    Path abc = Files.writeString(folder.resolve("abc"), "abc");

    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.of(abc));
  }

  /** Weights of the demo network: 4, 2 and 1 bytes each, and what stays in single precision. */
  @ParameterizedTest
  @CsvSource({"fp32, F32, 0", "fp16, F16, 5e-4", "int8, I8, 1e-2"})
  void convertStoresWeightsInThatManyBits(String storage, StoredType type, double most)
      throws IOException {
    Path converted = folder.resolve(storage + ".safetensors");
    JsonObject said =
        json("convert", model.toString(), "--out", converted.toString(), "--store", storage);

    assertEquals(Files.size(converted), said.get("bytesAfter").getAsLong());
    try (SafetensorsFile file = SafetensorsFile.open(converted)) {
      assertEquals(type, file.find("fc.weight").orElseThrow().type());
      assertEquals(StoredType.F32, file.find("bn1.weight").orElseThrow().type());
      assertEquals("MIT", file.metadata().get("licence"));
      assertTrue(file.metadata().get("converted.from").contains(ContentHash.of(model)));
    }
    JsonObject difference = json("diff", model.toString(), converted.toString());
    double largest = 0;
    for (var moved : difference.getAsJsonArray("values")) {
      largest = Math.max(largest, moved.getAsJsonObject().get("relative").getAsDouble());
    }
    assertTrue(largest <= most, storage + " " + largest);
    assertTrue(most == 0 || largest > most / 100, storage + " " + largest);
    // The rewritten words alone differ in single precision.
    assertEquals(2, difference.getAsJsonObject("metadata").size());
  }

  @Test
  void convertedWeightsGiveNearlyTheSameEmbeddings() {
    Path crop = TinyModels.crop(folder.resolve("crop.png"), 3);
    double[] whole = embedding(model, crop);
    for (String storage : List.of("fp16", "int8")) {
      Path converted = folder.resolve(storage + ".safetensors");
      json("convert", model.toString(), "--out", converted.toString(), "--store", storage);
      double[] other = embedding(converted, crop);
      double cosine = 0;
      for (int i = 0; i < whole.length; i++) {
        cosine += whole[i] * other[i];
      }
      assertTrue(cosine > 0.999, storage + " " + cosine);
    }
  }

  private static double[] embedding(Path model, Path crop) {
    CommandLineRun run =
        CommandLineRun.of("embed", "--device", "cpu", "--model", "" + model, "" + crop, "--json");
    assertEquals(0, run.code(), run.err());
    var values =
        JsonParser.parseString(run.out().lines().findFirst().orElseThrow())
            .getAsJsonObject()
            .getAsJsonArray("images")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("embedding");
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i).getAsDouble();
    }
    return numbers;
  }

  @Test
  void convertMeasuresTheChangeOfAccuracy() {
    Path lfw = MiniLfw.write(folder.resolve("lfw"));
    JsonObject said =
        json(
            "convert",
            model.toString(),
            "--out",
            folder.resolve("half.safetensors").toString(),
            "--store",
            "fp16",
            "--data",
            lfw.toString(),
            "--device",
            "cpu");

    assertEquals(
        said.get("accuracyAfter").getAsDouble() - said.get("accuracyBefore").getAsDouble(),
        said.get("accuracyChange").getAsDouble());
  }

  @Test
  void weightsBeyondHalfPrecisionAreRefusedAndNothingIsWritten() {
    Path large =
        TinyModels.saveChanged(
            folder.resolve("large.safetensors"),
            t -> {
              t.values()[0] = t.name().equals("fc.weight") ? 7e4f : t.values()[0];
              return t;
            });
    Path target = folder.resolve("half.safetensors");

    CommandLineRun.fails(
        "is beyond the range of half precision",
        List.of("model", "convert", "" + large, "--out", "" + target, "--store", "fp16"));

    assertTrue(Files.notExists(target));
  }

  @Test
  void bytesWithoutTheirScalesAreRefused() throws IOException {
    Path file = folder.resolve("bytes.safetensors");
    new SafetensorsWriter().addBytes("fc.weight", Shape.of(2, 3), () -> new byte[6]).write(file);

    CommandLineRun.fails(
        "need a tensor 'fc.weight.int8_scale' of 2", List.of("model", "info", "" + file));
  }

  @Test
  void diffOfAFileWithItselfIsEmpty() {
    JsonObject difference = json("diff", model.toString(), model.toString());

    assertTrue(difference.get("same").getAsBoolean());
    assertEquals(
        0, CommandLineRun.of("model", "diff", model.toString(), model.toString()).err().length());
  }

  @Test
  void diffNamesWhatIsMissingMovedAndReshaped() {
    Path other =
        TinyModels.saveChanged(
            folder.resolve("other.safetensors"),
            t ->
                switch (t.name()) {
                  case "bn1.bias" -> null;
                  case "bn1.weight" -> new TinyModels.Stored(t.name(), Shape.of(4, 4), t.values());
                  default -> t;
                });
    Path plain = TinyModels.saveChanged(folder.resolve("plain.safetensors"), t -> t);

    JsonObject difference = json("diff", plain.toString(), other.toString());

    assertEquals("bn1.bias", difference.getAsJsonArray("onlyInFirst").get(0).getAsString());
    assertTrue(difference.getAsJsonObject("shapes").has("bn1.weight"));
    assertEquals(0, difference.getAsJsonArray("values").size());
  }

  @Test
  void aVerbIsNeeded() {
    CommandLineRun run = CommandLineRun.of("model");

    assertEquals(2, run.code());
    assertTrue(run.err().contains("info, convert or diff"), run.err());
  }
}
