package io.github.facenet4j.facenet.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where embeddings are kept between runs. */
final class CacheOption {
  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Folder of embeddings of earlier runs, by the photographs' contents; default: facenet4j in"
              + " XDG_CACHE_HOME, or in .cache of the home folder.")
  private Path folder;

  @Option(names = "--no-cache", description = "Embed everything anew and keep nothing.")
  private boolean none;

  /** The folder; null for none. */
  Path folder() {
    if (none) {
      return null;
    }
    if (folder != null) {
      return folder;
    }
    String named = System.getenv("XDG_CACHE_HOME");
    Path caches =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(named);
    return caches.resolve("facenet4j");
  }
}
