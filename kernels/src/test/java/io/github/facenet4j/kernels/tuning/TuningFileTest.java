package io.github.facenet4j.kernels.tuning;

import static io.github.facenet4j.kernels.tuning.TestLadders.LARGE;
import static io.github.facenet4j.kernels.tuning.TestLadders.SMALL;
import static io.github.facenet4j.kernels.tuning.TestLadders.entry;
import static io.github.facenet4j.kernels.tuning.TestLadders.shape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tuning files: what is written comes back, what is something else is refused in one line. */
class TuningFileTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("tuning.json");
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    TuningEntry odd =
        new TuningEntry(
            new TunedDevice("a \"device\"\\ of ½\n\t\u0001 price", "", 1),
            new ShapeClass("conv.forward", "3x3/1 64→192"),
            "0",
            "v A=1",
            Long.MAX_VALUE,
            "d",
            0,
            0,
            "now",
            "?");
    List<TuningEntry> entries = List.of(entry(shape("a"), SMALL), entry(shape("b"), LARGE), odd);

    TuningFile.write(file(), entries);

    assertEquals(entries, TuningFile.read(file()));
    assertEquals(5, Files.readAllLines(file()).size(), "one entry a line");
  }

  @Test
  void noEntriesAreAFileToo() throws IOException {
    TuningFile.write(file(), List.of());

    assertEquals(List.of(), TuningFile.read(file()));
  }

  private static void assertRefused(Path path, String because) {
    IOException refusal = assertThrows(IOException.class, () -> TuningFile.read(path));
    String line = refusal.getMessage();
    assertTrue(line.contains(path.toString()), line);
    assertTrue(line.contains(because), line);
    assertFalse(line.contains("\n"), line);
    assertTrue(line.length() < 600, line);
  }

  private Path written(String text) throws IOException {
    return Files.writeString(file(), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tuning",
        "{",
        "[]",
        "{}",
        "{\"format\":\"facenet4j-tuning\"}",
        "{\"format\":\"other\",\"version\":1,\"entries\":[]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":2,\"entries\":[]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":\"1\",\"entries\":[]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":1,\"entries\":{}}",
        "{\"format\":\"facenet4j-tuning\",\"version\":1,\"entries\":[1]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":1,\"entries\":[{}]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":1,\"entries\":[]}x",
        "{\"format\":\"facenet4j-tuning\",\"version\":1,\"version\":1,\"entries\":[]}",
        "{\"format\":\"facenet4j-tuning\",\"version\":1e0,\"entries\":[]}"
      })
  void somethingElse(String text) throws IOException {
    assertRefused(written(text), "not a tuning file");
  }

  @Test
  void everyFieldIsNeededInItsType() throws IOException {
    TuningFile.write(file(), List.of(entry(shape("a"), SMALL)));
    String whole = Files.readString(file());
    for (String field :
        List.of(
            "device",
            "driver",
            "computeUnits",
            "family",
            "shape",
            "variant",
            "medianNanos",
            "defaultVariant",
            "defaultNanos",
            "errorPpb",
            "sources",
            "measured",
            "version")) {
      String start = "\"" + field + "\":";
      int from = whole.lastIndexOf(start);
      assertRefused(
          written(whole.substring(0, from) + "\"x\":" + whole.substring(from + start.length())),
          field);
      assertRefused(
          written(
              whole.substring(0, from)
                  + start
                  + "true,\"x\":"
                  + whole.substring(from + start.length())),
          field);
    }
    assertRefused(written(whole.replace(":1000,", ":-1000,")), "medianNanos");
    assertRefused(written(whole.replace(":1000,", ":99999999999999999999,")), "2^63");
  }

  @Test
  void filesThatAreCutShort() throws IOException {
    TuningFile.write(file(), List.of(entry(shape("a"), SMALL)));
    String whole = Files.readString(file());
    for (int length = 0; length < whole.strip().length(); length++) {
      assertRefused(written(whole.substring(0, length)), "not a tuning file");
    }
  }

  @Test
  void filesThatWouldFillTheMemoryOrTheStack() throws IOException {
    assertRefused(written("[".repeat(1_000_000)), "nests deeper");
    try (RandomAccessFile large = new RandomAccessFile(file().toFile(), "rw")) {
      large.setLength(1L << 40);
    }
    assertRefused(file(), "larger than 4 MiB");
  }

  @Test
  void filesThatAreNotText() throws IOException {
    Files.write(file(), "{\"é\":1}".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(file(), "UTF-8");
  }

  @Test
  void placesWithoutAFile() {
    assertRefused(folder.resolve("none.json"), "no such tuning file");
    assertRefused(folder, "not a regular file");
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.exists(endless), "/dev/zero, which never ends, exists on Unix alone");
    assertRefused(endless, "not a regular file");
  }
}
