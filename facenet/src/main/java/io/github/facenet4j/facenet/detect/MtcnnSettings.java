package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.facenet.image.RgbImage;

/**
 * How hard the detector looks.
 *
 * @param smallestFace side of the smallest faces that are looked for, pixels, at least 12; see
 *     {@link #ofShorterSide}
 * @param ofShorterSide smaller faces than this part of the photograph's shorter side are not looked
 *     for either, so that a photograph of 100 megapixels costs what one of 1 megapixel does
 * @param shrink size of each level of the pyramid over that before
 * @param proposal score that the first network must give
 * @param refinement score that the second network must give
 * @param output score that the third network must give
 */
public record MtcnnSettings(
    double smallestFace,
    double ofShorterSide,
    double shrink,
    double proposal,
    double refinement,
    double output) {

  /** Faces from 20 pixels and 2 % of the shorter side on; scores 0.6, 0.7, 0.7. */
  public static final MtcnnSettings DEFAULT = new MtcnnSettings(20, 0.02, 0.709, 0.6, 0.7, 0.7);

  /** Checks the ranges. */
  public MtcnnSettings {
    if (!(smallestFace >= MtcnnStages.PROPOSAL_WINDOW)) {
      throw new IllegalArgumentException(
          "The smallest face must be at least "
              + MtcnnStages.PROPOSAL_WINDOW
              + " pixels, got "
              + smallestFace);
    }
    if (!(shrink > 0 && shrink < 1)
        || !(ofShorterSide >= 0 && ofShorterSide <= 1)
        || !isShare(proposal)
        || !isShare(refinement)
        || !isShare(output)) {
      throw new IllegalArgumentException(
          "The detector's shares lie between 0 and 1, got "
              + ofShorterSide
              + ", "
              + shrink
              + ", "
              + proposal
              + ", "
              + refinement
              + ", "
              + output);
    }
  }

  private static boolean isShare(double value) {
    return value > 0 && value < 1;
  }

  /** The same for faces from so many pixels on, whatever the size of the photograph. */
  public MtcnnSettings from(double pixels) {
    return new MtcnnSettings(pixels, 0, shrink, proposal, refinement, output);
  }

  /** The same with lower scores to reach: 0.5 for all, for a face that must be there. */
  public MtcnnSettings lenient() {
    return new MtcnnSettings(smallestFace, ofShorterSide, shrink, 0.5, 0.5, 0.5);
  }

  /** Side of the smallest faces looked for in this photograph. */
  double smallestFace(RgbImage photo) {
    return Math.max(smallestFace, ofShorterSide * Math.min(photo.width(), photo.height()));
  }
}
