package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.that;

import io.github.facenet4j.tensor.Tensor;

/**
 * One batch normalisation over x [rows, channels], rows being batch·height·width.
 *
 * @param layer who asks, for messages
 * @param rows values per channel
 * @param channels C
 * @param epsilon added to the variance
 * @param momentum weight of the new batch in the running statistics, 0 to 1
 */
public record BatchNormSpec(String layer, int rows, int channels, float epsilon, float momentum) {

  /** Checks sizes and ranges. */
  public BatchNormSpec {
    positive(layer, "rows", rows);
    positive(layer, "channels", channels);
    that(epsilon > 0, layer, "epsilon must be positive, got " + epsilon);
    that(momentum >= 0 && momentum <= 1, layer, "momentum must be in [0,1], got " + momentum);
  }

  /** Checks map-shaped operands. */
  public void checkMaps(Tensor... maps) {
    for (Tensor map : maps) {
      elements(layer, "activations", map, (long) rows * channels);
    }
  }

  /** Checks the activation that inference may fuse. */
  public void checkActivation(Activation activation) {
    that(
        activation != Activation.PRELU,
        layer,
        "batch norm fuses NONE, RELU or RELU6, got PRELU; apply it as an op of its own");
  }

  /** Checks per-channel operands. */
  public void checkChannels(Tensor... vectors) {
    for (Tensor vector : vectors) {
      elements(layer, "per-channel tensor", vector, channels);
    }
  }
}
