package io.github.facenet4j.facenet.net;

import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The weights that come with the program: {@code facenet-lfw}, trained from scratch on LFW alone by
 * the recipe {@code lfw-best}. Its metadata says on whom it was trained, what it reaches on people
 * it never saw and where its threshold is from. Weights trained on millions of faces are far better
 * where their licence allows them.
 */
public final class BuiltInModel {
  private static final String RESOURCE = "facenet-lfw.safetensors";

  private BuiltInModel() {}

  /** What is done with its weights while they are a file. */
  @FunctionalInterface
  public interface FileUse<T> {
    /** Uses the file, which is gone afterwards. */
    T with(Path file) throws IOException;
  }

  /**
   * Makes the weights a file for a while.
   *
   * @return what the use gives
   * @throws IOException when the temporary file cannot be written, or from the use
   */
  public static <T> T withFile(FileUse<T> use) throws IOException {
    Path file = Files.createTempFile("facenet-lfw", ".safetensors");
    try (InputStream weights = BuiltInModel.class.getResourceAsStream(RESOURCE)) {
      Files.copy(weights, file, StandardCopyOption.REPLACE_EXISTING);
      return use.with(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Reads it and rewrites it for speed, see {@link Network#forInference}.
   *
   * @param scope owner of the folded parameters
   * @throws IOException when the temporary file cannot be written that weights are read from
   */
  public static Model loadForInference(MemoryScope scope) throws IOException {
    return withFile(file -> Model.loadForInference(List.of(file), Optional.empty(), scope));
  }
}
