package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.image.ImageCanvas;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.TestImages;
import io.github.facenet4j.facenet.testing.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faces of photographs, by every verb that finds them. */
class DetectCommandTest {
  @TempDir private Path folder;

  private static String detector() {
    return Goldens.require("mtcnn.safetensors").toString();
  }

  private static Path photo(String name) {
    return Goldens.require("lfw/images/" + name.replaceAll("_[0-9]+$", "") + "/" + name + ".jpg");
  }

  private static JsonElement json(CommandLineRun run) {
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out());
  }

  private static CommandLineRun detect(String... more) {
    return CommandLineRun.of(
        CommandLineRun.line(List.of("detect", "--device", "cpu", "--detector", detector()), more));
  }

  @Test
  void onePhotoGivesAnArrayOfFaces() {
    JsonArray faces =
        json(detect("--json", photo("George_W_Bush_0001").toString())).getAsJsonArray();
    assertEquals(1, faces.size());
    JsonObject face = faces.get(0).getAsJsonObject();
    assertEquals(4, face.getAsJsonArray("box").size());
    assertEquals(5, face.getAsJsonArray("landmarks").size());
    assertTrue(face.get("score").getAsDouble() > 0.99);
    double left = face.getAsJsonArray("box").get(0).getAsDouble();
    assertEquals(83.6, left, 2);
  }

  @Test
  void severalPhotosGiveAnObjectByPathAndMayBeDrawn() throws IOException {
    Path noise = folder.resolve("noise.png");
    ImageFiles.writePng(TestImages.noise(80, 60, 1), noise);
    String bush = photo("George_W_Bush_0001").toString();
    JsonObject all =
        json(detect("--json", "--draw", folder.resolve("drawn").toString(), bush, noise.toString()))
            .getAsJsonObject();
    assertEquals(1, all.getAsJsonArray(bush).size());
    assertEquals(0, all.getAsJsonArray(noise.toString()).size());
    assertTrue(Files.exists(folder.resolve("drawn/George_W_Bush_0001.jpg.png")));
    assertTrue(detect(noise.toString()).out().contains("noise.png: 0 faces"));
  }

  @Test
  void photosAreVerifiedByTheFacesThatAreFound() throws IOException {
    Path two = folder.resolve("two.png");
    ImageCanvas canvas = new ImageCanvas(500, 250);
    RgbImage left = ImageFiles.read(photo("George_W_Bush_0001"));
    RgbImage right = ImageFiles.read(photo("Colin_Powell_0002"));
    canvas.copy(left, 0, 0, 250, 250, 0, 0);
    canvas.copy(right, 0, 0, 250, 250, 250, 0);
    ImageFiles.writePng(canvas.toImage(), two);
    List<String> verify =
        List.of(
            "verify",
            "--device",
            "cpu",
            "--detector",
            detector(),
            "--json",
            "--model",
            Goldens.require("mobileface-v2.safetensors").toString());
    JsonObject same =
        json(CommandLineRun.of(
                CommandLineRun.line(
                    verify,
                    photo("George_W_Bush_0002").toString(),
                    photo("George_W_Bush_0001").toString())))
            .getAsJsonObject();
    assertTrue(same.get("same").getAsBoolean());
    assertEquals(1.3092, same.get("threshold").getAsDouble());
    assertEquals(0.001, same.get("far").getAsDouble());
    JsonArray faces = same.getAsJsonArray("faces");
    assertEquals(2, faces.size());
    JsonObject bush = faces.get(1).getAsJsonObject();
    assertEquals(photo("George_W_Bush_0001").toString(), bush.get("photo").getAsString());
    assertEquals(5, bush.getAsJsonArray("landmarks").size());
    fails(
        "'" + two + "' has 2",
        CommandLineRun.line(
            verify, "--faces", "only", two.toString(), photo("George_W_Bush_0001").toString()));
    Path noise = folder.resolve("noise.png");
    ImageFiles.writePng(TestImages.noise(80, 60, 1), noise);
    fails(
        "No face was found in '" + noise + "' (80x60)",
        CommandLineRun.line(verify, noise.toString(), noise.toString()));
  }

  @Test
  void contradictionsAreRefused() {
    for (List<String> wrong :
        List.of(
            List.of("verify", "--align", "none", "--detector", "d", "a", "b"),
            List.of("verify", "--aligned", "--align", "box", "a", "b"),
            List.of("verify", "--detector", "d", "--landmarks", "l", "a", "b"),
            List.of("verify", "--detector", "d", "--faces", "all", "a", "b"),
            List.of("verify", "--detector", "d", "--min-face", "3", "a", "b"),
            List.of("evaluate", "--data", "x", "--detector", "d", "--align", "none"),
            List.of("evaluate", "--open-set", "--fold", "1", "--data", "x"),
            List.of("identify", "--gallery", "g", "--nearest", "0", "a"))) {
      CommandLineRun run = CommandLineRun.of(wrong);
      assertEquals(2, run.code(), wrong + ": " + run.err());
      assertEquals(1, run.talk().size(), run.err());
    }
  }

  @Test
  void aDetectorThatIsNoneIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("d.safetensors"), "no weights");
    CommandLineRun run =
        CommandLineRun.of("detect", "--device", "cpu", "--detector", file.toString(), "photo.jpg");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("d.safetensors"), run.err());
    run =
        CommandLineRun.of(
            "detect", "--device", "cpu", "--detector", folder + "/missing", "photo.jpg");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("missing"), run.err());
  }
}
