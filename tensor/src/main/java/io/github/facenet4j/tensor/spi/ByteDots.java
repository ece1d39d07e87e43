package io.github.facenet4j.tensor.spi;

import java.util.ServiceLoader;

/**
 * Dot products of many rows of signed bytes with one vector, in the JVM: what a search through
 * quantised embeddings costs. Serves several threads; found through {@link ServiceLoader}.
 */
public interface ByteDots {

  /**
   * {@code dots[i] = Σ rows[first + i·width + j]·vector[j]}.
   *
   * @param first offset of the first row
   * @param width bytes of a row and of the vector
   * @param dots one for each row
   */
  void of(byte[] rows, int first, int width, byte[] vector, int[] dots);

  /**
   * The fastest one that this JVM has.
   *
   * @throws IllegalStateException when the module's services are not on the class path
   */
  static ByteDots fastest() {
    return ServiceLoader.load(ByteDots.class, ByteDots.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No implementation of ByteDots was found; META-INF/services of facenet4j-tensor"
                        + " is missing from the class path"));
  }
}
