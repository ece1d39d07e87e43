package io.github.facenet4j.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsRoundTripTest {
  @TempDir Path folder;

  @Test
  void readsWhatWasWrittenInTheOrderItWasAdded() throws IOException {
    Path path = folder.resolve("model.safetensors");
    float[] special = {Float.MIN_VALUE, -0f, Float.MAX_VALUE, Float.NaN, 1e-45f, -1};
    new SafetensorsWriter()
        .metadata("architecture", "nn4.small2")
        .metadata("about", "line\nbreak \"quote\" \\ ü 𝄞 \u0001")
        .add("z.weight", Shape.of(2, 3), special)
        .add("a.bias", Shape.of(1), () -> new float[] {7})
        .addInts("steps", Shape.of(), new int[] {-5})
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(
          Map.of("architecture", "nn4.small2", "about", "line\nbreak \"quote\" \\ ü 𝄞 \u0001"),
          file.metadata());
      assertEquals(
          List.of("z.weight", "a.bias", "steps"),
          file.entries().stream().map(TensorEntry::name).toList());
      assertEquals(Shape.of(2, 3), file.find("z.weight").orElseThrow().shape());
      assertArrayEquals(special, file.readFloats("z.weight"));
      assertArrayEquals(new float[] {7}, file.readFiniteFloats("a.bias"));
      assertArrayEquals(new int[] {-5}, file.readInts("steps"));
      assertTrue(file.find("absent").isEmpty());
    }
  }

  @Test
  void equalContentGivesEqualBytes() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    float[] values = {1, 2};
    new SafetensorsWriter()
        .metadata("a", "1")
        .metadata("b", "2")
        .add("w", Shape.of(2), values)
        .write(first);
    new SafetensorsWriter()
        .metadata("b", "2")
        .metadata("a", "1")
        .add("w", Shape.of(2), values)
        .write(second);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void startsTheDataAtAMultipleOfEightBytes() throws IOException {
    for (int length = 1; length < 9; length++) {
      Path path = folder.resolve("aligned" + length);
      new SafetensorsWriter().add("n".repeat(length), Shape.of(1), new float[] {3}).write(path);
      assertEquals(4, Files.size(path) % 8, "name of " + length + " characters");
    }
  }

  @Test
  void writesTheBytesOfTheFormat() throws IOException {
    Path path = folder.resolve("tiny");
    new SafetensorsWriter().add("w", Shape.of(1, 2), new float[] {1, -2}).write(path);
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putFloat(1).putFloat(-2);
    assertArrayEquals(expected.array(), Files.readAllBytes(path));
  }

  @Test
  void crossesTheBoundariesOfItsBuffers() throws IOException {
    Path path = folder.resolve("large");
    float[] values = new float[(1 << 18) * 3 + 5]; // three buffers of a megabyte and a bit
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    new SafetensorsWriter()
        .add("first", Shape.of(3), new float[] {1, 2, 3})
        .add("long", Shape.of(values.length), values)
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(values, file.readFloats("long"));
    }
  }

  @Test
  void anEmptyFileOfNoTensorsIsValid() throws IOException {
    Path path = folder.resolve("empty");
    new SafetensorsWriter().write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertTrue(file.entries().isEmpty());
      assertTrue(file.metadata().isEmpty());
    }
  }

  @Test
  void refusesNamesAndLengthsThatCannotBe() {
    SafetensorsWriter writer = new SafetensorsWriter().add("w", Shape.of(1), new float[1]);
    assertThrows(IllegalArgumentException.class, () -> writer.add("w", Shape.of(1), new float[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("__metadata__", Shape.of(1), new float[1]));
    assertThrows(IllegalArgumentException.class, () -> writer.add("v", Shape.of(2), new float[1]));
    assertThrows(IllegalArgumentException.class, () -> writer.metadata("half", "\ud834"));
  }

  @Test
  void readsTheWeightsOfTheDataFolder() throws IOException {
    Path path = SharedData.file("mobileface-v2.safetensors").orElse(null);
    Assumptions.assumeTrue(path != null, SharedData.ABSENT);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertTrue(file.entries().size() > 100);
      for (TensorEntry entry : file.entries()) {
        assertEquals(
            entry.shape().intElements(), file.readFiniteFloats(entry.name()).length, entry.name());
      }
    }
  }
}
