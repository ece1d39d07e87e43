package io.github.facenet4j.kernels.tuning;

/**
 * One measured choice and where it came from.
 *
 * @param device where it was measured
 * @param shape the calls it speaks for
 * @param sources {@link Ladders#sources} of the family when it was measured
 * @param variant name of the fastest variant
 * @param medianNanos device time of one call with it
 * @param defaultVariant name of the variant that the family chose by itself
 * @param defaultNanos device time of one call with that
 * @param errorPpb largest difference from the oracle, in parts per billion of the sum of the terms'
 *     magnitudes (half a unit in the last place of a float is 60)
 * @param measured when, as ISO 8601 in UTC
 * @param version the program that measured
 */
public record TuningEntry(
    TunedDevice device,
    ShapeClass shape,
    String sources,
    String variant,
    long medianNanos,
    String defaultVariant,
    long defaultNanos,
    long errorPpb,
    String measured,
    String version) {

  /** Whether the other speaks for the same calls on the same device. */
  boolean replaces(TuningEntry other) {
    return device.equals(other.device) && shape.equals(other.shape);
  }
}
