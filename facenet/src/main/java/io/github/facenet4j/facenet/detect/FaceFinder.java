package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.facenet.data.FaceLocator;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the faces of photographs that have some. Where one face is meant and the detector finds
 * none, it is asked again with lower scores to reach. Serves several threads.
 *
 * @param detector finds the faces
 * @param choice which of them is meant
 * @param alignment what of it decides how it is cut out
 */
public record FaceFinder(Mtcnn detector, FaceChoice choice, Alignment alignment)
    implements FaceLocator {

  /**
   * The faces that are meant, at least one, the largest first.
   *
   * @param name of the photograph, for messages
   * @throws FaceNotFoundException when there is none, or not the one that was asked for
   */
  public List<DetectedFace> find(RgbImage photo, String name) {
    List<DetectedFace> faces = detector.detect(photo);
    if (faces.isEmpty() && choice != FaceChoice.ALL) {
      faces = detector.with(detector.settings().lenient()).detect(photo);
    }
    if (faces.isEmpty()) {
      throw new FaceNotFoundException(
          "No face was found in '"
              + name
              + "' ("
              + photo.sizeText()
              + "); use a photo with an upright face of at least "
              + Math.round(detector.settings().smallestFace(photo))
              + " pixels");
    }
    return choice.among(faces, photo, name);
  }

  @Override
  public FaceLandmarks locate(Path file, RgbImage photo) {
    return alignment.of(find(photo, file.toString()).get(0));
  }
}
