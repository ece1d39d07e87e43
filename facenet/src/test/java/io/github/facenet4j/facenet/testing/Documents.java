package io.github.facenet4j.facenet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's Markdown files. */
public final class Documents {
  private Documents() {}

  /** The repository's root: the folder above the modules. */
  public static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** README, CONTRIBUTING and everything in docs. */
  public static List<Path> all() {
    try (Stream<Path> docs = Files.walk(root().resolve("docs"))) {
      Stream<Path> top = Stream.of("README.md", "CONTRIBUTING.md").map(root()::resolve);
      return Stream.concat(top, docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The whole file. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
