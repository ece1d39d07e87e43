package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Shapes from benchmark parameters, and tensors of seeded random values (never zeros: they are
 * cheaper).
 */
final class Sizes {
  private Sizes() {}

  static int[] parse(String text, int count) {
    int[] sizes = Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    if (sizes.length != count) {
      throw new IllegalArgumentException(
          "Shape '" + text + "' has " + sizes.length + " sizes, expected " + count);
    }
    return sizes;
  }

  static Tensor random(MemoryScope scope, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return scope.floats(shape, values);
  }
}
