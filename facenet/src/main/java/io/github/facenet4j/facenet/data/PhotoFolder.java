package io.github.facenet4j.facenet.data;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Photographs at any depth below a folder, in order of their paths. */
public final class PhotoFolder {
  private PhotoFolder() {}

  /**
   * Lists image files, by their endings; hidden ones are left out, links are followed once.
   *
   * @param paths folders, whose photographs are taken at any depth, and files, which are taken as
   *     they are
   * @throws DatasetException when a path does not exist, or a folder has no photographs
   * @throws IOException when a folder cannot be listed
   */
  public static List<Path> list(List<Path> paths) throws IOException {
    List<Path> photos = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        List<Path> found = below(path);
        if (found.isEmpty()) {
          throw new DatasetException("No photographs lie below '" + path + "'; check the path");
        }
        photos.addAll(found);
      } else if (Files.exists(path)) {
        photos.add(path);
      } else {
        throw new DatasetException("'" + path + "' does not exist; check the path");
      }
    }
    return photos;
  }

  private static List<Path> below(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path place, BasicFileAttributes attributes) {
            boolean isHidden = !place.equals(folder) && isHidden(place);
            return isHidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                && !isHidden(file)
                && FaceFolder.isNamedLikeImage(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // A link in a circle, or a file that vanished meanwhile.
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  /**
   * Who a photograph shows by where it lies: the first folder below {@code root} on its way, or the
   * root's own name where it lies there directly.
   */
  public static String label(Path root, Path photo) {
    Path base = root.toAbsolutePath().normalize();
    Path way = base.relativize(photo.toAbsolutePath().normalize());
    Path name = way.getNameCount() > 1 ? way.getName(0) : base.getFileName();
    return name == null ? "" : name.toString();
  }
}
