package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.demo.CaptureRange;
import io.github.facenet4j.facenet.demo.SyntheticFaces;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FaceNet, section 3.2: the hardest negatives lead to f(x) = const, semi-hard ones do not. As a
 * user would see it, from two commands to the page with both curves.
 */
class CollapseStoryTest {
  private static final double MARGIN = 0.2;

  @TempDir private Path folder;

  private Path drawnPeople() {
    int size = Architectures.named(TinyModels.NAME).input().width();
    SyntheticFaces people = new SyntheticFaces(1, 16, 4, CaptureRange.IN_THE_WILD, size);
    for (int face = 0; face < people.size(); face++) {
      ImageFiles.writePng(people.crop(face), folder.resolve("people").resolve(people.path(face)));
    }
    return folder.resolve("people");
  }

  private CommandLineRun train(Path data, String mining) {
    return CommandLineRun.of(
        "train",
        "--arch=" + TinyModels.NAME,
        "--device=cpu",
        "--data=" + data,
        "--out=" + folder.resolve(mining),
        "--mining=" + mining,
        "--people=12",
        "--faces=4",
        "--reduction=mean_selected",
        "--lr=0.01",
        "--warm-up=0",
        "--final-rate=1",
        "--weight-decay=0",
        "--augment=0",
        "--steps=40",
        "--seed=1");
  }

  private double last(String mining, String number) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(mining).resolve("metrics.jsonl"));
    String last = lines.get(lines.size() - 1);
    return JsonParser.parseString(last).getAsJsonObject().get(number).getAsDouble();
  }

  @Test
  void oneOptionDecidesWhetherTrainingCollapsesAndThePageShowsBothCurves() throws IOException {
    Path data = drawnPeople();
    CommandLineRun hardest = train(data, "hardest");
    CommandLineRun semiHard = train(data, "semihard");

    assertEquals(1, hardest.code(), hardest.err());
    assertTrue(hardest.err().contains("Training collapsed at step"), hardest.err());
    assertEquals(0, semiHard.code(), semiHard.err());
    assertEquals(MARGIN, last("hardest", "loss"), 0.05);
    assertTrue(last("hardest", "spread") < 0.01);
    assertTrue(last("semihard", "spread") > 0.5);
    String own = Files.readString(folder.resolve("hardest/report.html"));
    assertTrue(own.contains("Training collapsed at step"), "the failed run has its page too");

    Path both = folder.resolve("both.html");
    CommandLineRun report =
        CommandLineRun.of(
            "report",
            folder.resolve("semihard").toString(),
            folder.resolve("hardest").toString(),
            "--out=" + both);
    assertEquals(0, report.code(), report.err());
    String page = Files.readString(both);
    assertTrue(page.contains("<th scope=\"row\">mining</th><td>SEMIHARD</td><td>HARDEST</td>"));
    assertTrue(page.contains("Embedding spread") && page.contains("Training collapsed at step"));
  }
}
