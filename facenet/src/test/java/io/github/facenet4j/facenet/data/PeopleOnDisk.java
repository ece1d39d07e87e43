package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small datasets of drawn pictures for tests. */
public final class PeopleOnDisk {
  /** Landmarks in the middle of a 100×100 picture. */
  private static final String LANDMARKS = "35,40,65,41,50,55,38,70,62,69";

  private static final String HEADER =
      "path,score,eye_left_x,eye_left_y,eye_right_x,eye_right_y,nose_x,nose_y,mouth_left_x,"
          + "mouth_left_y,mouth_right_x,mouth_right_y";

  private PeopleOnDisk() {}

  /** {@code images/Name/Name_0001.jpg …} (PNG inside) for each name and count, and landmarks. */
  public static Path lfw(Path root, Object... namesAndCounts) {
    StringBuilder table = new StringBuilder(HEADER + "\n");
    for (int i = 0; i < namesAndCounts.length; i += 2) {
      String name = (String) namesAndCounts[i];
      for (int image = 1; image <= (Integer) namesAndCounts[i + 1]; image++) {
        String path = String.format("images/%s/%s_%04d.jpg", name, name, image);
        ImageFiles.writePng(TestImages.waves(100, 100, 100 * i + image), root.resolve(path));
        table.append(path).append(",0.9,").append(LANDMARKS).append('\n');
      }
    }
    write(root.resolve("landmarks.csv"), table.toString());
    return root;
  }

  /** Writes a text file. */
  public static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes lines. */
  public static Path lines(Path file, String... lines) {
    return write(file, String.join("\n", List.of(lines)) + "\n");
  }
}
