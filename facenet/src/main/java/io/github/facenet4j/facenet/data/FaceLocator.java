package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;

/** Says where the face of a photo is: looked up in a table, or detected. */
public interface FaceLocator {

  /**
   * The landmarks of the photo's face.
   *
   * @param file where the photo came from
   * @param photo its pixels
   * @throws DatasetException when no face is known or found there
   */
  FaceLandmarks locate(Path file, RgbImage photo);
}
