package io.github.facenet4j.facenet.image;

/**
 * Cuts an aligned face out of a photo.
 *
 * <p>The least-squares similarity of {@link FaceTemplate#alignmentOf} maps photo to crop; each crop
 * pixel is mapped back and sampled bilinearly, neighbours outside the photo counting as 0, and
 * rounded as {@code floor(v + ½)}. Where a face is so large that bilinear samples would skip pixels
 * ({@link PhotoWindow#SMALLEST_DIRECT_SCALE}), the photo is halved first.
 */
public final class Aligner {
  private Aligner() {}

  /** The crop of {@code template}'s size around the face with these landmarks. */
  public static RgbImage align(RgbImage photo, FaceLandmarks face, FaceTemplate template) {
    return warp(photo, template.alignmentOf(face), template.width(), template.height());
  }

  /**
   * The crop that a similarity defines.
   *
   * @param photoToCrop maps photo positions to crop positions
   * @param width columns of the crop
   * @param height rows of the crop
   */
  public static RgbImage warp(
      RgbImage photo, SimilarityTransform photoToCrop, int width, int height) {
    if (photoToCrop.scale() > PhotoWindow.SMALLEST_DIRECT_SCALE) {
      return Warp.apply(photo, photoToCrop.inverse().asAffine(), width, height, Border.ZERO);
    }
    PhotoWindow window = PhotoWindow.cut(photo, photoToCrop, width, height, 0);
    return Warp.apply(
        window.pixels(), window.toCrop().inverse().asAffine(), width, height, Border.ZERO);
  }
}
