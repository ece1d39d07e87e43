package io.github.facenet4j.facenet.demo;

/**
 * How one picture was taken: everything that says nothing about who is in it.
 *
 * @param seed of textures: background, noise, fabric
 * @param pose of the head
 * @param light on the head
 * @param expression of the face
 * @param occlusion what covers part of the face
 * @param backdrop behind the head
 * @param camera framing and image quality
 */
public record Capture(
    long seed,
    Pose pose,
    Light light,
    Expression expression,
    Occlusion occlusion,
    Backdrop backdrop,
    Camera camera) {

  /**
   * Attitude of the head, in radians.
   *
   * @param yaw positive turns the face to the right of the picture
   * @param pitch positive looks up
   * @param roll positive tilts clockwise in the picture
   */
  public record Pose(double yaw, double pitch, double roll) {}

  /**
   * One key light and an ambient one.
   *
   * @param x to the light, right in the picture
   * @param y to the light, down in the picture
   * @param z to the light, towards the camera; the vector need not have unit length
   * @param key colour times strength of the key light
   * @param ambient colour times strength from everywhere
   */
  public record Light(double x, double y, double z, Rgb key, Rgb ambient) {}

  /**
   * Expression; 0 is at rest.
   *
   * @param smile −0.5 sad to 1 broad
   * @param mouthOpen 0 to 1
   * @param eyesClosed 0 to 1
   * @param browRaise −1 frown to 1 raised
   * @param gazeX −1 to 1, right in the picture
   * @param gazeY −1 to 1, down
   */
  public record Expression(
      double smile,
      double mouthOpen,
      double eyesClosed,
      double browRaise,
      double gazeX,
      double gazeY) {}

  /** Things in front of a face. */
  public enum Cover {
    /** Nothing. */
    NONE,
    /** Dark glasses over the eyes. */
    SUNGLASSES,
    /** Cloth over chin and mouth. */
    SCARF,
    /** A hand before part of the face. */
    HAND,
    /** A knitted hat down to the brows. */
    HAT
  }

  /**
   * Occlusion.
   *
   * @param cover what
   * @param amount how far it reaches, 0 to 1
   * @param angle position of a hand around the face, radians
   * @param colour of the cloth or the lenses
   */
  public record Occlusion(Cover cover, double amount, double angle, Rgb colour) {}

  /**
   * Background and clothes.
   *
   * @param top colour at the top
   * @param bottom colour at the bottom
   * @param clutter contrast of the shapes behind, 0 to 1
   * @param clothes colour at the collar
   */
  public record Backdrop(Rgb top, Rgb bottom, double clutter, Rgb clothes) {}

  /**
   * Framing and quality.
   *
   * @param scale of the head against the usual framing
   * @param shiftX of the head, as a fraction of the picture
   * @param shiftY of the head, as a fraction of the picture
   * @param blur standard deviation, as a fraction of the picture
   * @param noise standard deviation, 1 is white
   * @param exposure factor on the light
   * @param contrast about middle grey
   */
  public record Camera(
      double scale,
      double shiftX,
      double shiftY,
      double blur,
      double noise,
      double exposure,
      double contrast) {}

  /** A studio portrait: frontal, soft light, at rest, nothing in the way. */
  public static Capture portrait(long seed) {
    return new Capture(
        seed,
        new Pose(0, 0, 0),
        new Light(-0.45, -0.5, 0.75, Rgb.WHITE.scale(0.56), Rgb.WHITE.scale(0.40)),
        new Expression(0.3, 0, 0, 0, 0, 0),
        new Occlusion(Cover.NONE, 0, 0, Rgb.BLACK),
        new Backdrop(Rgb.hex(0xC9D3DA), Rgb.hex(0x8E9AA6), 0.15, Rgb.hex(0x36485E)),
        new Camera(1, 0, 0, 0, 0, 1, 1));
  }

  /** A picture taken anywhere, anyhow, within the bounds. */
  public static Capture of(long seed, CaptureRange range) {
    return new CaptureGenerator(seed, range).capture();
  }
}
