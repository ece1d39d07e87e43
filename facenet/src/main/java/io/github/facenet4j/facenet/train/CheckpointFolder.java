package io.github.facenet4j.facenet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: {@code checkpoint-00000100.safetensors} and so on.
 *
 * @param folder exists
 */
record CheckpointFolder(Path folder) {
  private static final Pattern NAME = Pattern.compile("checkpoint-\\d{8,}\\.safetensors");

  /** What atomic writing leaves behind when the process is killed amid it. */
  private static final Pattern LEFTOVER =
      Pattern.compile("\\.(checkpoint-\\d+|model|metrics|run|held-out|report)\\.\\w+\\..*\\.tmp");

  /** The file of a step. */
  Path file(long step) {
    return folder.resolve(String.format(Locale.ROOT, "checkpoint-%08d.safetensors", step));
  }

  /** All checkpoints, newest first. */
  List<Path> list() throws IOException {
    return matching(NAME);
  }

  private List<Path> matching(Pattern wanted) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> wanted.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed())
          .toList();
    }
  }

  /** Deletes all but the newest, and what killed processes left half-written. */
  void keepNewest(int count) throws IOException {
    List<Path> all = list();
    for (Path old : all.subList(Math.min(count, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    for (Path leftover : matching(LEFTOVER)) {
      Files.deleteIfExists(leftover);
    }
  }

  /**
   * Renames a checkpoint that cannot be read, so that it neither counts among the newest nor is
   * lost to whoever wants to look at it.
   *
   * @return its new name
   */
  Path setAside(Path damaged) throws IOException {
    Path aside = damaged.resolveSibling(damaged.getFileName() + ".damaged");
    return Files.move(damaged, aside, StandardCopyOption.REPLACE_EXISTING);
  }
}
