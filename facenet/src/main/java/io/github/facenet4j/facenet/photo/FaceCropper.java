package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.detect.FaceNotFoundException;
import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Cuts the faces out of an image file. Called from several threads. */
@FunctionalInterface
public interface FaceCropper {

  /**
   * The faces of a file, at least one.
   *
   * @throws io.github.facenet4j.facenet.image.ImageException when the file cannot be read
   * @throws FaceNotFoundException when there is no face, or not the one that was asked for
   */
  List<CroppedFace> crop(Path file);

  /** Files that are aligned crops, or whose landmarks are known. */
  static FaceCropper of(AlignedFaces faces) {
    return file -> List.of(new CroppedFace(Optional.empty(), faces.crop(file)));
  }

  /** The faces of each photograph that the finder means. */
  static FaceCropper of(FaceFinder finder, FaceTemplate template) {
    return file -> {
      RgbImage photo = ImageFiles.read(file);
      return finder.find(photo, file.toString()).stream()
          .map(face -> cut(photo, face, finder.alignment(), template))
          .toList();
    };
  }

  private static CroppedFace cut(
      RgbImage photo, DetectedFace face, Alignment alignment, FaceTemplate template) {
    return new CroppedFace(Optional.of(face), Aligner.align(photo, alignment.of(face), template));
  }
}
