package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What an application takes on with one dependency: so many bytes, and modules that fit. */
class EmbeddedSizeTest {
  private static final Path TARGET = Path.of("..", "facenet", "target");
  private static final long MOST_BYTES = 15_000_000;

  @Test
  void theJarsAreModulesThatFindTheirServices() throws IOException, InterruptedException {
    requirePackaged();
    Path jar;
    try (Stream<Path> own = Files.list(TARGET)) {
      jar = own.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                jar + File.pathSeparator + TARGET.resolve("lib"),
                "--add-modules",
                "io.github.facenet4j.kernels",
                "--module",
                "io.github.facenet4j.facenet/io.github.facenet4j.facenet.cli.Main",
                "devices")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    for (String device : new String[] {"cpu ", "reference ", "opencl"}) {
      assertTrue(said.contains(device), said);
    }
  }

  /** The module of the profile 'peers' too, which no build of the others makes. */
  @Test
  void everyJarHasAModuleName() throws IOException {
    for (String module :
        List.of("tensor", "kernels", "nn", "facenet", "bench", "bench/peers", "spark")) {
      String pom = Files.readString(Path.of("..", module, "pom.xml"));
      assertTrue(pom.contains("<module.name>io.github.facenet4j."), module);
    }
  }

  private static void requirePackaged() {
    Assumptions.assumeTrue(
        Files.isDirectory(TARGET.resolve("lib")),
        "facenet is not packaged; 'mvn verify' does it first");
  }

  @Test
  void theLibraryWithoutWeightsIsSmall() throws IOException {
    List<Path> jars;
    Path libraries = TARGET.resolve("lib");
    requirePackaged();
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
