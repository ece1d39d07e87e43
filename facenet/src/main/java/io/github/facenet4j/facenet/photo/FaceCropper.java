package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Cuts the faces out of a photograph, as a network wants them. Called from several threads. */
public interface FaceCropper {

  /**
   * The faces of a photograph, at least one, the largest first.
   *
   * @param name of the photograph, for messages
   * @throws ImageException when it is not what was said
   * @throws io.github.facenet4j.facenet.detect.FaceNotFoundException when there is no face, or not
   *     the one that was asked for
   */
  List<CroppedFace> crop(RgbImage photo, String name);

  /**
   * The faces of an image file.
   *
   * @throws ImageException when it cannot be read
   */
  default List<CroppedFace> crop(Path file) {
    return crop(ImageFiles.read(file), file.toString());
  }

  /** The faces of each photograph that the finder means. */
  static FaceCropper found(FaceFinder finder, InputSpec input) {
    return (photo, name) ->
        finder.find(photo, name).stream()
            .map(
                face ->
                    new CroppedFace(
                        Optional.of(face),
                        Aligner.align(photo, finder.alignment().of(face), input.faceTemplate())))
            .toList();
  }

  /** Images that are aligned crops of the network's size. */
  static FaceCropper aligned(InputSpec input) {
    return (photo, name) -> {
      AlignedFaces.requireSize(photo, name, input.width(), input.height());
      return List.of(new CroppedFace(Optional.empty(), photo));
    };
  }

  /** Image files whose faces are known by their paths. */
  static FaceCropper byPath(AlignedFaces faces) {
    return new FaceCropper() {
      @Override
      public List<CroppedFace> crop(RgbImage photo, String name) {
        throw new UnsupportedOperationException("The face of '" + name + "' is known by its path");
      }

      @Override
      public List<CroppedFace> crop(Path file) {
        return List.of(new CroppedFace(Optional.empty(), faces.crop(file)));
      }
    };
  }
}
