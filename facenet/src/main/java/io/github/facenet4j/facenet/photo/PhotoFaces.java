package io.github.facenet4j.facenet.photo;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What came of a photograph.
 *
 * @param photo its file
 * @param contentHash SHA-256 of the file, in hexadecimal digits; empty where it cannot be read
 * @param faces as many as were asked for and found, the largest first; none after a failure
 * @param failure in one line, why it cannot be used
 */
public record PhotoFaces(
    Path photo, String contentHash, List<EmbeddedFace> faces, Optional<String> failure) {
  /** Copies the list. */
  public PhotoFaces {
    faces = List.copyOf(faces);
  }

  /** A photograph that cannot be used. */
  static PhotoFaces failed(Path photo, String contentHash, String why) {
    return new PhotoFaces(photo, contentHash, List.of(), Optional.of(why));
  }
}
