package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What an application takes on with one dependency. */
class EmbeddedSizeTest {
  private static final Path TARGET = Path.of("..", "facenet", "target");
  private static final long MOST_BYTES = 15_000_000;

  @Test
  void theLibraryWithoutWeightsIsSmall() throws IOException {
    List<Path> jars;
    Path libraries = TARGET.resolve("lib");
    Assumptions.assumeTrue(
        Files.isDirectory(libraries), "facenet is not packaged; 'mvn verify' does it first");
    try (Stream<Path> own = Files.list(TARGET);
        Stream<Path> others = Files.list(libraries)) {
      jars =
          Stream.concat(own, others)
              .filter(file -> file.toString().endsWith(".jar"))
              .filter(file -> !file.toString().endsWith("-tests.jar"))
              .toList();
    }
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
      try (ZipFile content = new ZipFile(jar.toFile())) {
        bytes -=
            content.stream()
                .filter(entry -> entry.getName().endsWith(".safetensors"))
                .mapToLong(entry -> entry.getCompressedSize())
                .sum();
      }
    }
    assertTrue(bytes <= MOST_BYTES, bytes + " bytes in " + jars);
  }
}
