package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Sizes as text, and tensors of seeded random values (never zeros: some processors multiply them
 * faster).
 */
final class Sizes {
  private Sizes() {}

  /**
   * The sizes in {@code 512x512x512}.
   *
   * @param form what is expected, such as {@code MxNxK}
   * @throws IllegalArgumentException when the text is not of that form
   */
  static int[] parse(String text, String form) {
    String[] parts = text.split("x", -1);
    int[] sizes = new int[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        sizes[i] = Integer.parseInt(parts[i]);
      }
    } catch (NumberFormatException notANumber) {
      sizes = new int[0];
    }
    if (sizes.length != form.split("x").length || Arrays.stream(sizes).anyMatch(s -> s < 0)) {
      throw new IllegalArgumentException(
          "Shape '" + text + "' is not of the form " + form + " in whole numbers");
    }
    return sizes;
  }

  /** The text that {@link #parse} reads. */
  static String text(int... sizes) {
    return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }

  /** Uniform in [-1, 1). */
  static Tensor random(MemoryScope scope, Shape shape, long seed) {
    return scope.floats(shape, random(shape.intElements(), seed));
  }

  /** Uniform in [-1, 1). */
  static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }
}
