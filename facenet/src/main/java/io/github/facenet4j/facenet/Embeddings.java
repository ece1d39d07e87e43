package io.github.facenet4j.facenet;

/** Arithmetic on embeddings that are on the host. */
public final class Embeddings {
  private Embeddings() {}

  /**
   * A copy of length 1; a vector of zeros stays one.
   *
   * @param vector finite values
   */
  public static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] * scale);
    }
    return unit;
  }

  /**
   * Squared Euclidean distance; between unit vectors 0 (the same direction) to 4 (opposite).
   *
   * @throws IllegalArgumentException when the lengths differ
   */
  public static double squaredDistance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "Embeddings of "
              + a.length
              + " and "
              + b.length
              + " numbers cannot be compared; use one network for both");
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
