package io.github.facenet4j.tensor.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the folder with face images, goldens and trained weights, which is not part of the
 * repository.
 */
public final class SharedData {
  /** System property that names the folder. */
  public static final String PROPERTY = "facenet.data";

  /** What a test that needs the folder says when it skips. */
  public static final String ABSENT =
      "the shared data folder is absent: set -D"
          + PROPERTY
          + "=DIR or put it at ../shared/data beside the repository";

  private SharedData() {}

  /**
   * The folder named by the property, else {@code ../shared/data} relative to the working directory
   * or one of its parents.
   *
   * @throws IllegalStateException when the property names something that is not a folder
   */
  public static Optional<Path> folder() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      Path folder = Path.of(named);
      if (!Files.isDirectory(folder)) {
        throw new IllegalStateException(
            "-D" + PROPERTY + "=" + named + " is not a folder. Correct it or leave it out.");
      }
      return Optional.of(folder);
    }
    Path place = Path.of("").toAbsolutePath();
    while (place != null) {
      Path folder = place.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(folder)) {
        return Optional.of(folder);
      }
      place = place.getParent();
    }
    return Optional.empty();
  }

  /** A file or folder inside the data folder, when both exist. */
  public static Optional<Path> file(String relative) {
    return folder().map(folder -> folder.resolve(relative)).filter(Files::exists);
  }
}
