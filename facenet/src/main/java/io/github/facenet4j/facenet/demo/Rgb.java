package io.github.facenet4j.facenet.demo;

/**
 * A colour; components are display values, 0 is black and 1 is white, and may exceed 1 for light.
 *
 * @param r red
 * @param g green
 * @param b blue
 */
public record Rgb(double r, double g, double b) {
  /** No light. */
  public static final Rgb BLACK = new Rgb(0, 0, 0);

  /** Equal components. */
  public static final Rgb WHITE = new Rgb(1, 1, 1);

  /** From {@code 0xRRGGBB}. */
  public static Rgb hex(int value) {
    return new Rgb((value >> 16 & 255) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0);
  }

  /** The colour a fraction t of the way to another. */
  public Rgb mix(Rgb other, double t) {
    return new Rgb(r + (other.r - r) * t, g + (other.g - g) * t, b + (other.b - b) * t);
  }

  /** All components times a factor. */
  public Rgb scale(double factor) {
    return new Rgb(r * factor, g * factor, b * factor);
  }

  /** Component by component. */
  public Rgb times(Rgb other) {
    return new Rgb(r * other.r, g * other.g, b * other.b);
  }

  /** Rec. 709 weights on the display values. */
  public double luma() {
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}
