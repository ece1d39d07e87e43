package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import java.util.Random;

/** Seeded values; the seed is the name of the case, so that a case alone repeats its failure. */
public final class RandomData {
  private final Random random;

  /** A generator whose sequence depends on the name alone. */
  public RandomData(String name) {
    random = new Random(name.hashCode());
  }

  /** Uniform in [−1, 1). */
  public float[] values(Shape shape) {
    return values(shape, -1, 1);
  }

  /** Uniform in [low, high). */
  public float[] values(Shape shape, float low, float high) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * random.nextFloat();
    }
    return values;
  }

  /** Whole numbers in [0, levels): plenty of ties. */
  public float[] levels(Shape shape, int levels) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(levels);
    }
    return values;
  }

  /** A number in [0, bound). */
  public int below(int bound) {
    return random.nextInt(bound);
  }
}
