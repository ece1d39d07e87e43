package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static io.github.facenet4j.facenet.cli.CommandLineRun.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Galleries, names, clusters and thresholds, on crops of people of one colour each. */
class PeopleCommandsTest {
  private static final String[] NAMES = {"Ada", "Bob", "Cid"};
  private static final int[][] COLOURS = {{190, 20, 20}, {20, 190, 20}, {20, 20, 190}};
  private static final int PHOTOS = 4;

  @TempDir private Path folder;
  private Path people;
  private String model;
  private List<String> common;

  @BeforeEach
  void write() {
    people = folder.resolve("people");
    for (int p = 0; p < NAMES.length; p++) {
      for (int i = 0; i < PHOTOS; i++) {
        crop(people.resolve(NAMES[p]).resolve(i + ".png"), COLOURS[p], 100L * p + i);
      }
    }
    model = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty()).toString();
    common = List.of("--model", model, "--align", "none", "--device", "cpu");
  }

  private static Path crop(Path file, int[] colour, long seed) {
    int side = Architectures.named(TinyModels.NAME).input().width();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] samples = new byte[side * side * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (colour[i % RgbImage.CHANNELS] + random.nextInt(40));
    }
    ImageFiles.writePng(RgbImage.of(side, side, samples), file);
    return file;
  }

  private CommandLineRun run(List<String> first, String... more) {
    CommandLineRun run = CommandLineRun.of(line(first, more));
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private List<String> verb(String... words) {
    return line(List.of(words), common.toArray(String[]::new));
  }

  private static JsonObject json(CommandLineRun run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private String gallery() {
    return folder.resolve("g").toString();
  }

  @Test
  void peopleAreAddedListedRemovedAndAddedAgain() {
    CommandLineRun first = run(verb("gallery", "add", "--gallery", gallery()), people.toString());
    assertEquals(12, first.out().lines().filter(line -> line.startsWith("added ")).count());
    JsonObject again =
        json(run(verb("gallery", "add", "--gallery", gallery(), "--json"), people.toString()));
    assertEquals(0, again.get("added").getAsInt());
    assertEquals(12, again.get("skipped").getAsInt());
    JsonObject list = json(run(List.of("gallery", "list", "--gallery", gallery(), "--json")));
    assertEquals(12, list.get("faces").getAsInt());
    assertEquals(3, list.getAsJsonArray("people").size());
    run(List.of("gallery", "remove", "--gallery", gallery(), "Bob"));
    fails("is named 'Bob'", List.of("gallery", "remove", "--gallery", gallery(), "Bob"));
    JsonObject bob =
        json(
            run(
                verb("gallery", "add", "--gallery", gallery(), "--json", "--name", "Robert"),
                people.resolve("Bob").toString()));
    assertEquals(4, bob.get("added").getAsInt());
    assertEquals(3, bob.get("people").getAsInt());
    assertEquals(
        "sound: 12 faces\n", run(List.of("gallery", "check", "--gallery", gallery())).out());
  }

  @Test
  void badPhotosAreToldAndNotFatal() throws IOException {
    Files.writeString(people.resolve("Ada/broken.jpg"), "no picture");
    CommandLineRun run = run(verb("gallery", "add", "--gallery", gallery()), people.toString());
    assertTrue(run.err().contains("broken.jpg' is not an image"), run.err());
    assertTrue(run.err().contains("12 added, 0 were there, 1 could not be used"), run.err());
  }

  @Test
  void aFullDiskIsToldAndWhatWasAddedIsKept() throws Exception {
    run(verb("gallery", "add", "--gallery", gallery()), people.resolve("Ada").toString());
    for (int i = 0; i < 200; i++) {
      crop(folder.resolve("many/Dot/" + i + ".png"), COLOURS[1], 1000 + i);
    }
    CommandLineProcess full =
        CommandLineProcess.startOnFullDisk(
            folder.resolve("talk"),
            verb("gallery", "add", "--gallery", gallery(), folder.resolve("many").toString()),
            8);
    assertEquals(1, full.exitCode(), full.talk());
    assertTrue(full.talk().contains("g' cannot be written ("), full.talk());
    assertTrue(full.talk().contains("what was added before is kept"), full.talk());
    CommandLineRun check = run(List.of("gallery", "check", "--gallery", gallery()));
    assertTrue(check.out().startsWith("sound: "), check.out());
  }

  @Test
  void aPhotoIsNamedOrUnknown() {
    run(verb("gallery", "add", "--gallery", gallery()), people.toString());
    String ada = crop(folder.resolve("new.png"), COLOURS[0], 77).toString();
    String stranger = crop(folder.resolve("x.png"), new int[] {200, 200, 5}, 78).toString();
    // Model, alignment: the gallery's.
    List<String> identify =
        List.of("identify", "--gallery", gallery(), "--device", "cpu", "--json");
    JsonArray photos =
        json(run(identify, "--threshold", "0.05", ada, stranger)).getAsJsonArray("photos");
    assertEquals("Ada", face(photos, 0).get("person").getAsString());
    assertTrue(face(photos, 0).get("known").getAsBoolean());
    assertEquals("unknown", face(photos, 1).get("person").getAsString());
    assertEquals(3, face(photos, 1).getAsJsonArray("nearest").size());
    // Without a threshold there is no verdict.
    photos = json(run(identify, ada)).getAsJsonArray("photos");
    assertFalse(face(photos, 0).has("person"));
    assertEquals(
        "Ada",
        face(photos, 0)
            .getAsJsonArray("nearest")
            .get(0)
            .getAsJsonObject()
            .get("person")
            .getAsString());
  }

  private static JsonObject face(JsonArray photos, int photo) {
    return photos.get(photo).getAsJsonObject().getAsJsonArray("faces").get(0).getAsJsonObject();
  }

  @Test
  void aGalleryOfAnotherModelIsRefused() {
    run(verb("gallery", "add", "--gallery", gallery()), people.toString());
    String other =
        TinyModels.saveChanged(folder.resolve("other.safetensors"), stored -> stored).toString();
    fails(
        "holds embeddings of model",
        List.of(
            "gallery",
            "add",
            "--gallery",
            gallery(),
            "--model",
            other,
            "--arch",
            TinyModels.NAME,
            "--align",
            "none",
            "--device",
            "cpu",
            people.toString()));
  }

  @Test
  void aDamagedGalleryIsNamedAndRepaired() throws IOException {
    run(verb("gallery", "add", "--gallery", gallery()), people.toString());
    Path largest;
    try (Stream<Path> files = Files.list(Path.of(gallery()))) {
      largest =
          files
              .filter(Files::isRegularFile)
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 8;
    Files.write(largest, bytes);
    CommandLineRun check = CommandLineRun.of(List.of("gallery", "check", "--gallery", gallery()));
    assertEquals(1, check.code());
    assertTrue(check.out().contains(largest.getFileName().toString()), check.out());
    run(List.of("gallery", "check", "--repair", "--gallery", gallery()));
    run(List.of("gallery", "check", "--gallery", gallery()));
    assertTrue(Files.isDirectory(folder.resolve("g.damaged")));
  }

  @Test
  void clustersAgreeWithTheFoldersAndAreWritten() throws IOException {
    String cache = folder.resolve("cache").toString();
    List<String> cluster = line(verb("cluster", "--cache", cache), "--threshold", "0.05", "--json");
    JsonObject result =
        json(
            run(
                cluster,
                "--out",
                folder.resolve("out").toString(),
                "--csv",
                folder.resolve("c.csv").toString(),
                "--html",
                folder.resolve("c.html").toString(),
                people.toString()));
    assertEquals(3, result.get("clusters").getAsInt());
    for (String figure : new String[] {"pairwiseF", "bCubedF", "nmi"}) {
      assertEquals(1, result.get(figure).getAsDouble(), 1e-12, figure);
    }
    try (Stream<Path> links = Files.walk(folder.resolve("out"))) {
      assertEquals(12, links.filter(Files::isSymbolicLink).count());
    }
    assertEquals(13, Files.readAllLines(folder.resolve("c.csv")).size());
    assertTrue(Files.readString(folder.resolve("c.html")).contains("3 clusters of 12 faces"));
    CommandLineRun again = run(cluster, people.toString());
    assertTrue(again.err().contains("12 photographs were in the cache"), again.err());
    for (String method : new String[] {"dbscan", "graph"}) {
      assertEquals(
          3, json(run(cluster, "--method", method, people.toString())).get("clusters").getAsInt());
    }
  }

  @Test
  void copiesAreFiles() throws IOException {
    run(
        line(verb("cluster", "--no-cache"), "--threshold", "0.05"),
        "--out",
        folder.resolve("out").toString(),
        "--copy",
        people.toString());
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      assertEquals(12, files.filter(file -> Files.isRegularFile(file)).count());
    }
  }

  @Test
  void aThresholdIsChosenWithItsIntervalAndWritten() throws IOException {
    StringBuilder table = new StringBuilder("first,second,same,group\n");
    for (int p = 0; p < NAMES.length; p++) {
      for (int i = 0; i < PHOTOS; i++) {
        String photo = "people/" + NAMES[p] + "/" + i + ".png";
        String twin = "people/" + NAMES[p] + "/" + (i + 1) % PHOTOS + ".png";
        String other = "people/" + NAMES[(p + 1) % NAMES.length] + "/" + i + ".png";
        table.append("%s,%s,1,g%d%n%s,%s,0,g%d%n".formatted(photo, twin, p, photo, other, p));
      }
    }
    Path pairs = Files.writeString(folder.resolve("pairs.csv"), table);
    List<String> calibrate =
        List.of(
            "calibrate",
            "--model",
            model,
            "--aligned",
            "--device",
            "cpu",
            "--pairs",
            pairs.toString(),
            "--json");
    JsonObject result = json(run(calibrate, "--far", "0.25"));
    JsonObject falseAccepts = result.getAsJsonObject("falseAcceptRate");
    assertEquals(3, falseAccepts.get("accepted").getAsInt());
    assertEquals(12, falseAccepts.get("pairs").getAsInt());
    // Clopper and Pearson's interval of 3 in 12, from their tables.
    assertEquals(0.0549, falseAccepts.getAsJsonObject("interval").get("low").getAsDouble(), 1e-4);
    assertEquals(0.5719, falseAccepts.getAsJsonObject("interval").get("high").getAsDouble(), 1e-4);
    assertEquals(1, result.getAsJsonObject("trueAcceptRate").get("rate").getAsDouble());
    assertEquals(3, result.getAsJsonObject("groups").size());
    double threshold = result.get("threshold").getAsDouble();
    try (SafetensorsFile file = SafetensorsFile.open(Path.of(model))) {
      Calibration written = ModelMetadata.fromMap(file.metadata()).calibration().orElseThrow();
      assertEquals(threshold, written.threshold());
      assertEquals(0.25, written.far());
      assertTrue(file.metadata().containsKey("calibration.curve"));
    }
    CommandLineRun same =
        CommandLineRun.of(
            "verify",
            "--model",
            model,
            "--device",
            "cpu",
            "--exit-code",
            people.resolve("Ada/0.png").toString(),
            people.resolve("Ada/1.png").toString());
    assertEquals(0, same.code(), same.err());
    assertTrue(same.out().contains("same person"), same.out());
    assertTrue(same.out().contains(String.format(Locale.ROOT, "%.4f", threshold)), same.out());
    CommandLineRun different =
        CommandLineRun.of(
            "verify",
            "--model",
            model,
            "--device",
            "cpu",
            "--exit-code",
            "--threshold",
            "1e-9",
            people.resolve("Ada/0.png").toString(),
            people.resolve("Bob/1.png").toString());
    assertEquals(3, different.code(), different.err());
  }

  @Test
  void embeddingGoesOnWhereItWasCutOff() throws IOException {
    Path table = folder.resolve("e.csv");
    List<String> embed =
        List.of("embed", "--recursive", "--model", model, "--aligned", "--device", "cpu", "--out");
    Files.writeString(people.resolve("Ada/broken.jpg"), "no picture");
    CommandLineRun first = run(embed, table.toString(), people.toString());
    assertTrue(first.err().contains("12 embedded"), first.err());
    assertTrue(first.err().contains("broken.jpg' is not an image"), first.err());
    String whole = Files.readString(table);
    // A process that was killed leaves a torn line.
    Files.writeString(table, whole.substring(0, whole.length() * 2 / 3));
    CommandLineRun second = run(embed, table.toString(), people.toString());
    assertTrue(second.err().contains("of 13 photographs are in the file already"), second.err());
    assertEquals(paths(whole), paths(Files.readString(table)));

    Path matrix = folder.resolve("e.npy");
    run(embed, matrix.toString(), "--format", "npy", people.toString());
    int size = whole.lines().findFirst().orElseThrow().split(",").length - 1;
    assertEquals(128 + 12L * size * Float.BYTES, Files.size(matrix));
    assertEquals(13, Files.readAllLines(folder.resolve("e.npy.paths.csv")).size());

    long parts = 0;
    for (int i = 1; i <= 3; i++) {
      Path part = folder.resolve("part" + i + ".csv");
      run(embed, part.toString(), "--shard", i + "/3", people.toString());
      parts += Files.readAllLines(part).size() - 1;
    }
    assertEquals(12, parts);
  }

  /** Each once; numbers may differ in their last bits by the batch that a photo was in. */
  private static List<String> paths(String table) {
    return table.lines().map(line -> line.substring(0, line.indexOf(','))).sorted().toList();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    fails(
        "does not exist",
        verb("cluster", "--threshold", "1", folder.resolve("missing").toString()));
    CommandLineRun nothing = CommandLineRun.of(verb("cluster", people.toString()));
    assertEquals(2, nothing.code());
    assertTrue(nothing.err().contains("has no threshold"), nothing.err());
    fails("holds no gallery", List.of("gallery", "list", "--gallery", gallery()));
    fails("holds no gallery", List.of("identify", "--gallery", gallery(), model));
    CommandLineRun all =
        CommandLineRun.of(
            verb("gallery", "add", "--faces", "all", "--gallery", gallery(), people.toString()));
    assertEquals(2, all.code());
  }
}
