package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small dataset laid out like YouTube Faces: each person's videos have a colour of their own. */
class VideoEvaluationTest {
  private static final String[] PEOPLE = {"Ada", "Bob", "Cid", "Dot"};
  private static final int[][] COLOURS = {{200, 10, 10}, {10, 200, 10}, {10, 10, 200}, {99, 99, 9}};
  private static final int FRAMES = 3;

  @TempDir private Path root;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = TinyModels.save(root.resolve("model.safetensors"), ModelMetadata.empty());
    Path frames = root.resolve("frame_images_DB");
    for (int p = 0; p < PEOPLE.length; p++) {
      StringBuilder labels = new StringBuilder();
      for (int video = 0; video < 2; video++) {
        for (int frame = 1; frame <= FRAMES; frame++) {
          String name = video + "." + frame + ".jpg";
          Path file = frames.resolve(PEOPLE[p]).resolve("" + video).resolve(name);
          ImageFiles.writePng(picture(COLOURS[p], 10 * p + frame), file);
          labels.append("%s\\%d\\%s,0,60,60,50,50,0,0%n".formatted(PEOPLE[p], video, name));
        }
      }
      Files.writeString(frames.resolve(PEOPLE[p] + ".labeled_faces.txt"), labels);
    }
    StringBuilder splits = new StringBuilder("split number, pair number, first, second, same\n");
    for (int split = 0; split < 2; split++) {
      String a = PEOPLE[2 * split];
      String b = PEOPLE[2 * split + 1];
      String format =
          "%1$d, 1, %2$s/0, %2$s/1, 1%n%1$d, 2, %3$s/0, %3$s/1, 1%n%1$d, 3, %2$s/0, %3$s/0, 0%n";
      splits.append(format.formatted(split + 1, a, b));
    }
    Files.writeString(root.resolve("splits.txt"), splits);
  }

  private static RgbImage picture(int[] colour, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] samples = new byte[120 * 120 * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (colour[i % RgbImage.CHANNELS] + random.nextInt(20));
    }
    return RgbImage.of(120, 120, samples);
  }

  private List<String> line(String... more) {
    List<String> line = new ArrayList<>(List.of("evaluate", "--device", "cpu"));
    line.addAll(List.of("--model", model.toString(), "--data", root.toString()));
    line.addAll(List.of(more));
    return line;
  }

  @Test
  void videosOfOnePersonAreCloserThanThoseOfTwo() {
    CommandLineRun run = CommandLineRun.of(line("--json"));

    assertEquals(0, run.code(), run.err());
    JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(6, report.get("pairs").getAsInt());
    assertEquals(1, report.get("auc").getAsDouble());
    assertEquals(2, report.getAsJsonArray("folds").size());
  }

  @Test
  void missingFrameIsNamed() throws IOException {
    Files.delete(root.resolve("frame_images_DB/Cid/1/1.2.jpg"));

    CommandLineRun run = CommandLineRun.of(line());

    assertEquals(1, run.code());
    assertTrue(run.err().contains("1.2.jpg' does not exist"), run.err());
    assertEquals(0, CommandLineRun.of(line("--frames", "1")).code());
  }

  @Test
  void foldsAndNoFramesAreRefused() {
    assertEquals(2, CommandLineRun.of(line("--fold", "1")).code());
    assertEquals(2, CommandLineRun.of(line("--frames", "0")).code());
  }
}
