package io.github.facenet4j.facenet.run;

import io.github.facenet4j.facenet.data.AlignedFaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that a report needs of one run.
 *
 * @param name of the run, its folder's
 * @param record what was asked and how it ended
 * @param history the numbers of its steps
 * @param heldOut distances of its held-out pairs, when any were measured
 * @param pictures crops of those pairs' images, when the data is at hand
 */
public record RunFiles(
    String name,
    RunRecord record,
    RunHistory history,
    Optional<HeldOutTable> heldOut,
    Optional<AlignedFaces> pictures) {

  /**
   * Reads a run's folder.
   *
   * @throws IOException when it holds no run, saying what is missing
   */
  public static RunFiles read(Path folder) throws IOException {
    RunRecord record = RunRecord.read(folder);
    return new RunFiles(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        record,
        RunHistory.read(folder),
        HeldOutTable.find(folder),
        Optional.empty());
  }

  /** The same with the pictures of its held-out pairs. */
  public RunFiles with(AlignedFaces crops) {
    return new RunFiles(name, record, history, heldOut, Optional.of(crops));
  }

  /** The same under another name. */
  RunFiles named(String other) {
    return new RunFiles(other, record, history, heldOut, pictures);
  }
}
