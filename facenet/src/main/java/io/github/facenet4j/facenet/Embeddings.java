package io.github.facenet4j.facenet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arithmetic on embeddings that are on the host. */
public final class Embeddings {
  private static final double ROUNDING = 1e-3;

  private Embeddings() {}

  /**
   * A copy of length 1; a vector of zeros stays one.
   *
   * @param vector finite values
   */
  public static float[] unit(float[] vector) {
    double squares = squaredLength(vector);
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] * scale);
    }
    return unit;
  }

  /**
   * A network's outputs for a batch, each brought to length 1.
   *
   * @param outputs one after the other
   * @param size numbers of one
   */
  public static List<float[]> units(float[] outputs, int size) {
    List<float[]> units = new ArrayList<>();
    for (int from = 0; from < outputs.length; from += size) {
      units.add(unit(Arrays.copyOfRange(outputs, from, from + size)));
    }
    return units;
  }

  /** Sum of squares. */
  public static double squaredLength(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return squares;
  }

  /** Whether a vector has length 1, but for rounding: its square is within 0.001 of 1. */
  public static boolean isUnit(float[] vector) {
    return Math.abs(squaredLength(vector) - 1) <= ROUNDING;
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
