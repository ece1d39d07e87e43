package io.github.facenet4j.facenet.image;

import java.util.random.RandomGenerator;

/**
 * How much a training view of a face may differ from the aligned crop.
 *
 * <p>Lengths are fractions of the crop's width. Standard deviations belong to normal distributions
 * with mean 0 that are cut at two deviations. A view is drawn with {@link AugmentedView#draw}.
 *
 * @param mirrorProbability of exchanging left and right
 * @param rotationSd rotation about the centre, radians
 * @param scaleSd natural logarithm of the magnification
 * @param shiftSd shift in x and, independently, in y, fractions of the width
 * @param contrastSd natural logarithm of the factor on differences from mid-grey
 * @param gammaSd natural logarithm of the exponent of {@code 255·(v/255)^γ}
 * @param brightnessSd what is added to every sample, of 255
 * @param gainSd natural logarithm of the factor on each channel, drawn per channel (light colour)
 * @param greyProbability of replacing colour by luma
 * @param blurProbability of smoothing, by a Gaussian or by fewer pixels
 * @param erasureProbability of covering a rectangle of 12 % to 45 % of the width and of the height
 */
public record Augmentation(
    double mirrorProbability,
    double rotationSd,
    double scaleSd,
    double shiftSd,
    double contrastSd,
    double gammaSd,
    double brightnessSd,
    double gainSd,
    double greyProbability,
    double blurProbability,
    double erasureProbability) {

  private static final double MAX_DEVIATIONS = 2;

  /** The aligned crop as it is. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Only left and right exchanged, every other time. */
  public static final Augmentation MIRROR = NONE.withMirror(0.5);

  /** Checks ranges. */
  public Augmentation {
    probability("mirrorProbability", mirrorProbability);
    deviation("rotationSd", rotationSd);
    deviation("scaleSd", scaleSd);
    deviation("shiftSd", shiftSd);
    deviation("contrastSd", contrastSd);
    deviation("gammaSd", gammaSd);
    deviation("brightnessSd", brightnessSd);
    deviation("gainSd", gainSd);
    probability("greyProbability", greyProbability);
    probability("blurProbability", blurProbability);
    probability("erasureProbability", erasureProbability);
  }

  /**
   * One knob for all of it: 0 mirrors only, 0.4 to 0.6 suits trainings of minutes to hours, 1 is
   * strong.
   *
   * @param strength at least 0
   */
  public static Augmentation ofStrength(double strength) {
    if (!(strength >= 0) || strength > 2) {
      throw new IllegalArgumentException(
          "Augmentation strength must lie between 0 and 2, got " + strength);
    }
    return new Augmentation(
        0.5,
        0.10 * strength,
        0.07 * strength,
        2.5 / 96 * strength,
        0.2 * strength,
        0.2 * strength,
        20 * strength,
        0.07 * strength,
        0.15 * strength,
        0.25 * strength,
        0.5 * strength);
  }

  /** The same with another mirror probability. */
  public Augmentation withMirror(double probability) {
    return new Augmentation(
        probability,
        rotationSd,
        scaleSd,
        shiftSd,
        contrastSd,
        gammaSd,
        brightnessSd,
        gainSd,
        greyProbability,
        blurProbability,
        erasureProbability);
  }

  /** The same without {@link #erasureProbability erasure}. */
  public Augmentation withoutErasure() {
    return new Augmentation(
        mirrorProbability,
        rotationSd,
        scaleSd,
        shiftSd,
        contrastSd,
        gammaSd,
        brightnessSd,
        gainSd,
        greyProbability,
        blurProbability,
        0);
  }

  /**
   * How far, in crop pixels, a view may look beyond the edge of a crop of that size: what a {@link
   * PhotoWindow} should keep around it. Corner (h, h) of a square turned by θ and magnified by m
   * lies at most {@code m·h·(cos θ + sin θ)} from the centre in x and in y.
   */
  public double reach(int width, int height) {
    double half = Math.max(width, height) / 2.0;
    double turn = Math.min(MAX_DEVIATIONS * rotationSd, Math.PI / 4);
    double grown = Math.exp(MAX_DEVIATIONS * scaleSd) * (Math.cos(turn) + Math.sin(turn));
    return half * (grown - 1) + MAX_DEVIATIONS * shiftSd * width;
  }

  /** A normal deviate with this standard deviation, drawn again while beyond the cut. */
  static double deviate(RandomGenerator random, double sd) {
    if (sd == 0) {
      return 0;
    }
    double z = random.nextGaussian();
    while (Math.abs(z) > MAX_DEVIATIONS) {
      z = random.nextGaussian();
    }
    return sd * z;
  }

  private static void probability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Augmentation " + name + " must lie between 0 and 1, got " + value);
    }
  }

  private static void deviation(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "Augmentation " + name + " must be finite and at least 0, got " + value);
    }
  }
}
