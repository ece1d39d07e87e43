package io.github.facenet4j.tensor.io;

import static io.github.facenet4j.tensor.io.TestFiles.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every damaged or hostile file is one clear line, found before its data is touched. */
class SafetensorsHostileTest {
  @TempDir Path folder;

  private static String refusal(Path path) {
    String message =
        assertThrows(WeightsFormatException.class, () -> SafetensorsFile.open(path).close())
            .getMessage();
    assertFalse(message.contains("\n"), message);
    assertTrue(message.startsWith(path.toString()), message);
    assertTrue(message.length() < 600, message);
    return message;
  }

  private static void assertSays(String part, Path path) {
    String message = refusal(path);
    assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
  }

  @Test
  void emptyFile() throws IOException {
    assertSays("has 0 bytes", Files.createFile(folder.resolve("empty")));
  }

  @Test
  void fileOfHeaderLengthAlone() throws IOException {
    assertSays("8 bytes", TestFiles.write(folder, 8, new byte[0], new byte[0]));
    assertSays("not the JSON", TestFiles.write(folder, 0, new byte[0], new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 62, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, 3})
  void headerLengthBeyondTheFile(long length) throws IOException {
    String said = Long.toUnsignedString(length);
    assertSays(
        said, TestFiles.write(folder, length, "{}".getBytes(StandardCharsets.UTF_8), new byte[0]));
  }

  @Test
  void headerLongerThanAnyModelNeeds() throws IOException {
    byte[] blanks = new byte[(int) SafetensorsFile.MAX_HEADER_BYTES + 1];
    assertSays("at most", TestFiles.write(folder, blanks.length, blanks, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1.5}",
        "{\"a\":1e3}",
        "{\"a\":-}",
        "{\"a\":9223372036854775808}",
        "{\"a\":nul}",
        "{\"a\":null}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"tab\there\"}",
        "{\"a\":\"open",
        "{\"a\":\"open\\",
        "{\"a\":[1,2}",
        "{\"a\":[,]}",
        "{\"a\" 1}",
        "{} x"
      })
  void headerThatIsNotJson(String header) throws IOException {
    assertSays("not the JSON it should be", TestFiles.write(folder, header));
  }

  @Test
  void headerThatIsNotUtf8() throws IOException {
    byte[] header = {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
    assertSays("not UTF-8", TestFiles.write(folder, header.length, header, new byte[0]));
  }

  @Test
  void headerThatNestsDeeply() throws IOException {
    assertSays("nests deeper", TestFiles.write(folder, "[".repeat(1_000_000)));
    assertSays("nests deeper", TestFiles.write(folder, "{\"a\":".repeat(100_000)));
  }

  static Stream<Arguments> contradictions() {
    String a = entry("a", "F32", "[2]", 0, 8);
    return Stream.of(
        Arguments.of("not a JSON object", "[]"),
        Arguments.of("not an object", "{\"a\":3}"),
        Arguments.of("is not an object", "{\"__metadata__\":[]}"),
        Arguments.of("is not a string", "{\"__metadata__\":{\"k\":1}}"),
        Arguments.of("names 'a' twice", "{" + a + "," + a + "}"),
        Arguments.of("has no dtype", "{\"a\":{}}"),
        Arguments.of("dtype 'Q4'", "{" + entry("a", "Q4", "[2]", 0, 8) + "}"),
        Arguments.of("needs a shape", "{\"a\":{\"dtype\":\"F32\"}}"),
        Arguments.of("needs a shape", "{" + entry("a", "F32", "\"2\"", 0, 8) + "}"),
        Arguments.of("at most 8", "{" + entry("a", "F32", "[1,1,1,1,1,1,1,1,2]", 0, 8) + "}"),
        Arguments.of("something else than numbers", "{" + entry("a", "F32", "[[2]]", 0, 8) + "}"),
        Arguments.of("dimension of -2", "{" + entry("a", "F32", "[-2]", 0, 8) + "}"),
        Arguments.of("dimension of 0", "{" + entry("a", "F32", "[0]", 0, 0) + "}"),
        Arguments.of(
            "dimension of 4294967298", "{" + entry("a", "F32", "[4294967298]", 0, 8) + "}"),
        Arguments.of(
            "more than 2^63",
            "{" + entry("a", "F32", "[2147483647,2147483647,2147483647]", 0, 8) + "}"),
        Arguments.of(
            "give it 8 bytes", "{" + entry("a", "F32", "[2147483647,2147483646]", 0, 8) + "}"),
        Arguments.of("give it 8 bytes", "{" + entry("a", "F32", "[3]", 0, 8) + "}"),
        Arguments.of("give it 7 bytes", "{" + entry("a", "F32", "[2]", 0, 7) + "}"),
        Arguments.of("0 <= begin <= end", "{" + entry("a", "F32", "[2]", -8, 0) + "}"),
        Arguments.of("0 <= begin <= end", "{" + entry("a", "F32", "[2]", 8, 0) + "}"),
        Arguments.of("ends at byte 16", "{" + entry("a", "F32", "[2]", 8, 16) + "}"),
        Arguments.of(
            "ends at byte 9223372036854775807",
            "{" + entry("a", "F32", "[2]", Long.MAX_VALUE - 8, Long.MAX_VALUE) + "}"),
        Arguments.of("neither overlap", "{" + a + "," + entry("b", "F32", "[1]", 4, 8) + "}"),
        Arguments.of("neither overlap", "{" + a + "," + entry("b", "F32", "[2]", 0, 8) + "}"),
        Arguments.of("leave a gap", "{" + entry("a", "F32", "[1]", 4, 8) + "}"),
        Arguments.of("the tensors end at byte 4", "{" + entry("a", "F32", "[1]", 0, 4) + "}"),
        Arguments.of("the tensors end at byte 0", "{}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void headerThatContradictsItselfOrTheFile(String part, String header) throws IOException {
    assertSays(part, TestFiles.write(folder, header, new byte[8]));
  }

  @Test
  void truncatedFile() throws IOException {
    Path path = folder.resolve("whole");
    new SafetensorsWriter().add("w", Shape.of(100), new float[100]).write(path);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      refusal(Files.write(folder.resolve("part"), part));
    }
  }

  @Test
  void fileThatShrinksAfterItWasOpened() throws IOException {
    Path path = folder.resolve("shrinking");
    new SafetensorsWriter().add("w", Shape.of(100), new float[100]).write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Files.write(path, new byte[100]);
      String message =
          assertThrows(WeightsFormatException.class, () -> file.readFloats("w")).getMessage();
      assertTrue(message.contains("ends at byte 100"), message);
    }
  }

  @Test
  void namesFromTheFileCannotWriteToTheTerminal() throws IOException {
    String name = "\\u001b[2J\\u202e" + "x".repeat(1000);
    String message = refusal(TestFiles.write(folder, "{" + entry(name, "Q", "[1]", 0, 4) + "}"));
    assertFalse(message.contains("\u001b"), message);
    assertFalse(message.contains("\u202e"), message);
    assertTrue(message.contains("\\u001b[2J"), message);
  }

  @Test
  void pathsThatAreNoFiles() {
    String absent =
        assertThrows(
                FileSystemException.class, () -> SafetensorsFile.open(folder.resolve("absent")))
            .getMessage();
    assertTrue(absent.contains("does not exist"), absent);
    String directory =
        assertThrows(FileSystemException.class, () -> SafetensorsFile.open(folder)).getMessage();
    assertTrue(directory.contains("is not a regular file"), directory);
  }

  @Test
  void absentTensorAndBrokenNumbers() throws IOException {
    Path path = folder.resolve("broken");
    new SafetensorsWriter()
        .add("w", Shape.of(3), new float[] {1, Float.NaN, 2})
        .add("v", Shape.of(1), new float[] {Float.NEGATIVE_INFINITY})
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(3, file.readFloats("w").length);
      assertMessage("element 1 of tensor 'w' is NaN", () -> file.readFiniteFloats("w"));
      assertMessage("tensor 'v' is -Infinity", () -> file.readFiniteFloats("v"));
      assertMessage("has no tensor 'u' among its 2", () -> file.readFloats("u"));
      assertMessage("holds F32, whole numbers", () -> file.readInts("w"));
    }
  }

  private static void assertMessage(String part, Executable reading) {
    String message = assertThrows(WeightsFormatException.class, reading).getMessage();
    assertTrue(message.contains(part), message);
  }
}
