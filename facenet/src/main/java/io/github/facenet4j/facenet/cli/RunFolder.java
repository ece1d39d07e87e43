package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.train.TrainingRun;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of a training run, locked against a second process while it is open. */
final class RunFolder implements AutoCloseable {
  private final Path root;
  private final FileChannel lock;

  private RunFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the folder, or takes an existing one.
   *
   * @param resume whether an earlier run in it is to go on; without it such a run is not
   *     overwritten
   * @throws IOException when it cannot be made or written to, holds another run, or is in use
   */
  static RunFolder open(Path root, boolean resume) throws IOException {
    try {
      Files.createDirectories(root);
    } catch (FileAlreadyExistsException file) {
      throw refused(root, "--out needs a folder, this is a file; give another");
    } catch (FileSystemException impossible) {
      String why = Failures.explain(impossible);
      throw refused(root, "the run's folder cannot be made (" + why + "); give another --out");
    }
    if (!Files.isWritable(root)) {
      throw refused(root, "the run's folder is not writable; give another --out");
    }
    if (!resume && TrainingRun.isIn(root)) {
      throw refused(root, "holds a run already; go on with --resume, or give another --out");
    }
    return new RunFolder(root, lock(root));
  }

  /** The system drops the lock when the process ends, however it ends. */
  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(
            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw refused(root, "another training process is at work there; wait, or give another --out");
    }
    return channel;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  private static FileSystemException refused(Path root, String why) {
    return new FileSystemException(root.toString(), null, why);
  }

  /** The folder. */
  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
