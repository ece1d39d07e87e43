package io.github.facenet4j.facenet.net;

/**
 * A divisor of all channels: a thin copy of a network has its every layer, window and branch at a
 * fraction of the work, so that gradients can be checked by differences in double precision.
 *
 * @param divisor at least 1; every count of channels is divided by it, and is never below 1
 */
public record Width(int divisor) {
  /** All channels. */
  public static final Width FULL = new Width(1);

  /** Checks the divisor. */
  public Width {
    if (divisor < 1) {
      throw new IllegalArgumentException("A width divides by at least 1, got " + divisor);
    }
  }

  /** What is left of so many channels. */
  public int of(int channels) {
    return Math.max(1, channels / divisor);
  }
}
