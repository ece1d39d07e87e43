package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.train.TrainingRun;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a training run.
 *
 * @param root exists and is writable
 */
record RunFolder(Path root) {

  /**
   * Makes the folder, or takes an existing one.
   *
   * @param resume whether an earlier run in it is to go on; without it such a run is not
   *     overwritten
   * @throws IOException when it cannot be made or written to, or holds another run's model
   */
  static RunFolder open(Path root, boolean resume) throws IOException {
    try {
      Files.createDirectories(root);
    } catch (FileAlreadyExistsException file) {
      throw new FileSystemException(
          root.toString(), null, "--out needs a folder, this is a file; give another");
    }
    if (!Files.isWritable(root)) {
      throw new FileSystemException(
          root.toString(), null, "the run's folder is not writable; give another --out");
    }
    if (!resume && Files.exists(root.resolve(TrainingRun.MODEL))) {
      throw new FileSystemException(
          root.toString(), null, "holds a run already; go on with --resume, or give another --out");
    }
    return new RunFolder(root);
  }

  /** Numbers of every step. */
  Path metrics() {
    return root.resolve("metrics.csv");
  }
}
