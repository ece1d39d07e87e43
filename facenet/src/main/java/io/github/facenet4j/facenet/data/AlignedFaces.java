package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Image files to aligned crops, exactly by the alignment recipe: for embedding and evaluation. */
@FunctionalInterface
public interface AlignedFaces {

  /**
   * The crop of an image file.
   *
   * @throws ImageException when the file cannot be read or has the wrong size
   * @throws DatasetException when no face is known or found in it
   */
  RgbImage crop(Path image);

  /** The crops of several files, in their order, decoded on all processors. */
  default List<RgbImage> crops(List<Path> images) {
    return images.parallelStream().map(this::crop).toList();
  }

  /** Photos whose face {@code locator} finds, warped to {@code template}. */
  static AlignedFaces located(FaceLocator locator, FaceTemplate template) {
    return located(locator, template, photo -> photo);
  }

  /** The same, of photos that were changed first, though not in size. */
  static AlignedFaces located(
      FaceLocator locator, FaceTemplate template, UnaryOperator<RgbImage> change) {
    return image -> {
      RgbImage photo = change.apply(ImageFiles.read(image));
      return Aligner.align(photo, locator.locate(image, photo), template);
    };
  }

  /** Files that hold aligned crops of that size already. */
  static AlignedFaces alreadyAligned(int width, int height) {
    return image -> {
      RgbImage crop = ImageFiles.read(image);
      requireSize(crop, image.toString(), width, height);
      return crop;
    };
  }

  /**
   * Checks that an image is as large as an aligned crop.
   *
   * @param name of the image, for the message
   * @throws ImageException when it is not
   */
  static void requireSize(RgbImage crop, String name, int width, int height) {
    if (crop.width() != width || crop.height() != height) {
      throw new ImageException(
          "An aligned crop of "
              + width
              + "x"
              + height
              + " was asked for, '"
              + name
              + "' is "
              + crop.sizeText()
              + "; align it to the network's template first");
    }
  }
}
