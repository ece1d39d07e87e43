package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImagePoint;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.Comparator;
import java.util.List;

/** Which face of a photograph is meant, where several are found. */
public enum FaceChoice {
  /** The one with the largest box. */
  LARGEST,
  /**
   * The one with the largest area less twice the squared distance of its centre to the centre of
   * the photograph: for portraits with people in the background.
   */
  CENTRAL,
  /** The only one: several are an error. */
  ONLY,
  /** Each of them. */
  ALL;

  /**
   * The faces that are meant, the largest first.
   *
   * @param faces at least one, the largest first
   * @param name of the photograph, for messages
   * @throws FaceNotFoundException for {@link #ONLY} and several faces
   */
  public List<DetectedFace> among(List<DetectedFace> faces, RgbImage photo, String name) {
    if (this == ONLY && faces.size() > 1) {
      throw new FaceNotFoundException(
          "One face was asked for, '"
              + name
              + "' has "
              + faces.size()
              + "; crop the photo, or take the largest or the central one");
    }
    return switch (this) {
      case ALL -> List.copyOf(faces);
      case LARGEST, ONLY -> List.of(faces.get(0));
      case CENTRAL ->
          List.of(
              faces.stream()
                  .max(Comparator.comparingDouble(face -> centrality(face, photo)))
                  .orElseThrow());
    };
  }

  private static double centrality(DetectedFace face, RgbImage photo) {
    ImagePoint centre = face.centre();
    double x = centre.x() - (photo.width() - 1) / 2.0;
    double y = centre.y() - (photo.height() - 1) / 2.0;
    return face.area() - 2 * (x * x + y * y);
  }
}
