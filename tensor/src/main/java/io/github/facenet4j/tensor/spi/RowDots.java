package io.github.facenet4j.tensor.spi;

import java.util.ServiceLoader;

/**
 * Dot products of many rows with one vector, in the JVM: what search and clustering of embeddings
 * cost. Serves several threads; found through {@link ServiceLoader}.
 */
public interface RowDots {

  /**
   * {@code dots[i] = Σ rows[first + i·width + j]·vector[j]} of signed bytes, for each element of
   * {@code dots}.
   *
   * @param first offset of the first row
   * @param width values of a row and of the vector
   */
  void of(byte[] rows, int first, int width, byte[] vector, int[] dots);

  /**
   * {@code dots[i] = Σ rows[first + i·width + j]·vector[at + j]} in single precision.
   *
   * @param first offset of the first row
   * @param width values of a row and of the vector
   * @param at offset of the vector
   * @param count so many rows
   */
  void of(float[] rows, int first, int width, float[] vector, int at, float[] dots, int count);

  /**
   * The fastest one that this JVM has.
   *
   * @throws IllegalStateException when the module's services are not on the class path
   */
  static RowDots fastest() {
    return ServiceLoader.load(RowDots.class, RowDots.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No implementation of RowDots was found; META-INF/services of facenet4j-tensor"
                        + " is missing from the class path"));
  }
}
