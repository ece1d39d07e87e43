package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.positive;

import io.github.facenet4j.tensor.Tensor;

/**
 * One pointwise activation over [rows, channels].
 *
 * @param layer who asks, for messages
 * @param activation which
 * @param rows product of the outer dimensions
 * @param channels innermost dimension
 */
public record ActivationSpec(String layer, Activation activation, int rows, int channels) {

  /** Checks sizes. */
  public ActivationSpec {
    positive(layer, "rows", rows);
    positive(layer, "channels", channels);
  }

  /** Total values. */
  public long elements() {
    return (long) rows * channels;
  }

  /** Checks map-shaped operands. */
  public void check(Tensor... maps) {
    for (Tensor map : maps) {
      SpecChecks.elements(layer, "activations", map, elements());
    }
  }

  /** Checks the slopes: per channel for PRELU, else null. */
  public void checkSlopes(Tensor slopes) {
    if ((activation == Activation.PRELU) != (slopes != null)) {
      throw SpecChecks.refusal(
          layer, activation + (slopes == null ? " needs slopes" : " takes no slopes"));
    }
    if (slopes != null) {
      SpecChecks.elements(layer, "slopes", slopes, channels);
    }
  }
}
