package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Tensor;

/**
 * Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3): {@code y[c] =
 * x[c] / (k + alpha/size · Σ x[j]²)^beta}, j over the {@code size} channels centred on c that
 * exist.
 *
 * @param layer who asks, for messages
 * @param rows batch·height·width
 * @param channels C
 * @param size window, odd
 * @param alpha scale of the sum, before division by size
 * @param beta exponent
 * @param k offset
 */
public record LrnSpec(
    String layer, int rows, int channels, int size, float alpha, float beta, float k) {

  /** Checks sizes and ranges. */
  public LrnSpec {
    positive(layer, "rows", rows);
    positive(layer, "channels", channels);
    positive(layer, "size", size);
    if (size % 2 != 1) {
      throw refusal(layer, "size must be odd, got " + size);
    }
    if (!(k > 0 && alpha >= 0)) {
      throw refusal(layer, "k must be positive and alpha not negative");
    }
  }

  /** Checks map-shaped operands. */
  public void check(Tensor... maps) {
    for (Tensor map : maps) {
      elements(layer, "activations", map, (long) rows * channels);
    }
  }
}
