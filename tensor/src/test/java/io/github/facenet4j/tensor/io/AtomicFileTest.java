package io.github.facenet4j.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void anOldFile() throws IOException {
    target = Files.writeString(folder.resolve("model"), "old");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesTheOldFile() throws IOException {
    AtomicFile.replace(target, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
    assertEquals("n", Files.readString(target));
    assertEquals(List.of("model"), names());
  }

  @Test
  void aFailureAmidWritingLeavesTheOldFileAndNothingElse() throws IOException {
    IOException full =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.replace(
                    target,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[1000]));
                      throw new IOException("No space left on device");
                    }));
    assertEquals(target + ": cannot be written: No space left on device", full.getMessage());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("model"), names());
  }

  @Test
  void aSupplierOfTheWrongLengthLeavesTheOldFile() throws IOException {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add("right", Shape.of(1), new float[1])
            .add("wrong", Shape.of(2), () -> new float[3]);
    assertThrows(IllegalArgumentException.class, () -> writer.write(target));
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("model"), names());
  }

  @Test
  void aDeviceIsNotReplacedByAFile() {
    Path device = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(device), "this system has no /dev/full");
    String message =
        assertThrows(FileSystemException.class, () -> AtomicFile.replace(device, channel -> {}))
            .getMessage();
    assertTrue(message.contains("not a regular file"), message);
  }

  @Test
  void anUnwritableFolderIsNamedWithTheReason() {
    Path process = Path.of("/proc/self");
    Assumptions.assumeTrue(Files.isDirectory(process), "this system has no /proc to be refused by");
    Path inProc = process.resolve("model");
    String message =
        assertThrows(FileSystemException.class, () -> AtomicFile.replace(inProc, channel -> {}))
            .getMessage();
    assertTrue(message.startsWith("/proc/self/model: cannot be written: no file"), message);
  }

  @Test
  void aMissingFolderAndAFolderInTheWayAreNamed() throws IOException {
    Path nowhere = folder.resolve("absent").resolve("model");
    String message =
        assertThrows(FileSystemException.class, () -> AtomicFile.replace(nowhere, channel -> {}))
            .getMessage();
    assertTrue(message.contains("its folder does not exist"), message);
    Path directory = Files.createDirectory(folder.resolve("directory"));
    assertThrows(FileSystemException.class, () -> AtomicFile.replace(directory, channel -> {}));
    assertTrue(Files.isDirectory(directory));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("latest"), target);
    AtomicFile.replace(link, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("n", Files.readString(target));
  }
}
