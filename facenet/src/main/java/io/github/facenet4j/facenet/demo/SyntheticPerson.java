package io.github.facenet4j.facenet.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One invented person: everything about a face that stays the same from picture to picture.
 *
 * <p>Lengths are in head units: the crown is at y = −1, the chin at y = +1, x grows to the right in
 * the picture, and the eyes are near y = 0. Signed "asymmetry" values shift the right side against
 * the left.
 *
 * @param seed what the person was drawn from, also the seed of skin and hair texture
 * @param head outline
 * @param skin complexion and marks
 * @param eyes eyes and lids
 * @param brows eyebrows
 * @param nose nose
 * @param mouth lips
 * @param hair hair of the head
 * @param beard hair of the face
 * @param glasses spectacles
 */
public record SyntheticPerson(
    long seed,
    Head head,
    Skin skin,
    Eyes eyes,
    Brows brows,
    Nose nose,
    Mouth mouth,
    Hair hair,
    Beard beard,
    Glasses glasses) {

  /**
   * Outline of the skull.
   *
   * @param width half-width at the cheekbones
   * @param forehead width at the forehead over the width of an ellipse there
   * @param jaw width at the jaw angle over the cheekbone width
   * @param chin width of the chin over the cheekbone width
   * @param length vertical stretch of the whole head
   * @param chinBoss how far the chin stands out
   * @param cheekbone how far the cheekbones stand out
   */
  public record Head(
      double width,
      double forehead,
      double jaw,
      double chin,
      double length,
      double chinBoss,
      double cheekbone) {}

  /**
   * Complexion.
   *
   * @param tone colour of unlit skin
   * @param blush redness of cheeks and nose, 0 to 1
   * @param freckles density, 0 to 1
   * @param moleX position of a mole
   * @param moleY position of a mole
   * @param moleSize its radius, 0 for none
   * @param age depth of folds, 0 to 1
   */
  public record Skin(
      Rgb tone,
      double blush,
      double freckles,
      double moleX,
      double moleY,
      double moleSize,
      double age) {}

  /**
   * Eyes.
   *
   * @param spacing distance of an eye from the middle
   * @param y height
   * @param width half-width
   * @param openness height of the open eye over its width
   * @param tilt rise of the outer corner over its distance
   * @param iris colour
   * @param irisSize radius over the half-width of the eye
   * @param crease strength of the upper lid's fold, 0 to 1
   * @param lash thickness of the lash line
   * @param depth how deep the eyes are set
   * @param asymmetry height difference of the two eyes
   */
  public record Eyes(
      double spacing,
      double y,
      double width,
      double openness,
      double tilt,
      Rgb iris,
      double irisSize,
      double crease,
      double lash,
      double depth,
      double asymmetry) {}

  /**
   * Eyebrows.
   *
   * @param gap height above the eye
   * @param length half-length
   * @param thickness half-thickness at the inner end
   * @param arch height of the bow
   * @param tilt rise of the outer end
   * @param density 0 to 1
   * @param colour of the hair
   * @param asymmetry height difference of the two brows
   */
  public record Brows(
      double gap,
      double length,
      double thickness,
      double arch,
      double tilt,
      double density,
      Rgb colour,
      double asymmetry) {}

  /**
   * Nose.
   *
   * @param tip height of the tip
   * @param width half-width of the wings
   * @param bridge half-width of the bridge
   * @param projection how far the tip stands out
   * @param hump rise in the middle of the bridge, negative for a saddle
   * @param upturn how much of the nostrils shows, 0 to 1
   * @param bend sideways deviation of the tip
   */
  public record Nose(
      double tip,
      double width,
      double bridge,
      double projection,
      double hump,
      double upturn,
      double bend) {}

  /**
   * Lips.
   *
   * @param y height of the line between the lips
   * @param width half-width at rest
   * @param upper height of the upper lip
   * @param lower height of the lower lip
   * @param bow depth of the Cupid's bow, 0 to 1
   * @param corner rise of the corners at rest
   * @param colour of the lips
   * @param shift sideways offset
   */
  public record Mouth(
      double y,
      double width,
      double upper,
      double lower,
      double bow,
      double corner,
      Rgb colour,
      double shift) {}

  /** How the hair meets the forehead. */
  public enum Hairline {
    /** Straight fringe over the forehead. */
    FRINGE,
    /** Parted on one side. */
    SIDE_PART,
    /** Parted in the middle. */
    MIDDLE_PART,
    /** Combed back, rounded line. */
    SWEPT_BACK,
    /** Combed back, peak in the middle. */
    WIDOWS_PEAK,
    /** Hair left at the sides alone. */
    RECEDED
  }

  /** How a strand runs. */
  public enum Strand {
    /** Straight. */
    STRAIGHT,
    /** Wavy. */
    WAVY,
    /** Tight curls. */
    CURLY
  }

  /**
   * Hair.
   *
   * @param hairline shape of the front
   * @param strand texture
   * @param colour base colour
   * @param front height of the hairline
   * @param part side and steepness of the parting, −1 to 1
   * @param volume thickness over the skull
   * @param sideburn height at which the side hair ends
   * @param length height at which the hair behind the head ends; below −0.2 there is none
   */
  public record Hair(
      Hairline hairline,
      Strand strand,
      Rgb colour,
      double front,
      double part,
      double volume,
      double sideburn,
      double length) {}

  /**
   * Beard.
   *
   * @param moustache opacity, 0 for none
   * @param chin opacity on the chin
   * @param cheeks opacity along the jaw
   * @param line height of the cheek line
   * @param colour of the hair
   */
  public record Beard(double moustache, double chin, double cheeks, double line, Rgb colour) {}

  /** Outline of a spectacle lens. */
  public enum Lens {
    /** No spectacles. */
    NONE,
    /** Ellipse. */
    ROUND,
    /** Rounded rectangle. */
    SQUARE
  }

  /**
   * Spectacles.
   *
   * @param lens outline
   * @param width half-width of a lens
   * @param height half-height of a lens
   * @param rim half-thickness of the frame
   * @param colour of the frame
   */
  public record Glasses(Lens lens, double width, double height, double rim, Rgb colour) {}

  /** The person that belongs to a seed. */
  public static SyntheticPerson of(long seed) {
    return new PersonGenerator(seed).person();
  }

  /** Persons of the seeds {@code firstSeed, firstSeed + 1, …}. */
  public static List<SyntheticPerson> crowd(long firstSeed, int count) {
    List<SyntheticPerson> people = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      people.add(of(firstSeed + i));
    }
    return people;
  }

  /** A readable identifier, for folders and reports. */
  public String label() {
    return String.format(Locale.ROOT, "person-%04d", seed);
  }
}
