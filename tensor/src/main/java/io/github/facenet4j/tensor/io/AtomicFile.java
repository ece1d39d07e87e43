package io.github.facenet4j.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file in one step: whoever opens the path finds the whole old file or the whole new
 * one, also after a crash, a full disk or an interrupt.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the new content. */
  public interface Content {
    /** Writes everything to the channel, which is then synchronised and closed. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a temporary file beside the target, forces it to the disk and renames it over the
   * target.
   *
   * @throws IOException when the content cannot be written; the target is then as it was
   */
  public static void replace(Path target, Content content) throws IOException {
    // A link stays a link: what it points to is replaced.
    Path real = Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
    Path folder = real.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FileSystemException(
          target.toString(),
          null,
          "cannot be written: its folder does not exist. Create it first.");
    }
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      throw new FileSystemException(
          target.toString(), null, "cannot be written: it is not a regular file.");
    }
    Path temporary = folder.resolve("." + real.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel = create(temporary, target)) {
        content.writeTo(channel);
        channel.force(true);
      } catch (FileSystemException explained) {
        throw explained;
      } catch (IOException full) {
        throw named(target, "cannot be written: " + full.getMessage(), full);
      }
      move(temporary, real);
    } finally {
      Files.deleteIfExists(temporary);
    }
    synchroniseFolder(folder);
  }

  /** The same with text, as UTF-8. */
  public static void replace(Path target, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    replace(
        target,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private static FileChannel create(Path temporary, Path target) throws IOException {
    try {
      return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileSystemException refused) {
      String why =
          refused instanceof AccessDeniedException ? "permission denied" : refused.getReason();
      throw named(target, "cannot be written: no file can be made beside it, " + why, refused);
    }
  }

  /** A failure that names the file: "No space left on device" alone says nothing. */
  private static FileSystemException named(Path target, String why, IOException cause) {
    FileSystemException named = new FileSystemException(target.toString(), null, why);
    named.initCause(cause);
    return named;
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unusual) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the renaming survive a power cut where the system can open folders (not on Windows). */
  private static void synchroniseFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException ignored) {
      // The file itself is complete on disk either way.
    }
  }
}
