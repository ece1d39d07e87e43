package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * One batch normalisation over x [rows, channels], rows being batch·height·width, with the
 * activation that follows it.
 *
 * @param layer who asks, for messages
 * @param rows values per channel
 * @param channels C
 * @param epsilon added to the variance
 * @param momentum weight of the new batch in the running statistics, 0 to 1
 * @param activation f of the formulas: NONE, RELU or RELU6
 * @param place where y of forward, and dy of backward, lies in a larger map; null: it is all of its
 *     tensor
 */
public record BatchNormSpec(
    String layer,
    int rows,
    int channels,
    float epsilon,
    float momentum,
    Activation activation,
    PlaceSpec place) {

  /** Checks sizes and ranges. */
  public BatchNormSpec {
    positive(layer, "rows", rows);
    positive(layer, "channels", channels);
    if (!(epsilon > 0)) {
      throw refusal(layer, "epsilon must be positive, got " + epsilon);
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw refusal(layer, "momentum must be in [0,1], got " + momentum);
    }
    if (activation == Activation.PRELU) {
      throw refusal(
          layer, "batch norm fuses NONE, RELU or RELU6, got PRELU; apply it as an op of its own");
    }
    if (place != null && (place.part().rows() != rows || place.part().c() != channels)) {
      throw refusal(
          layer,
          "a result of " + rows + " rows and " + channels + " channels has no place at " + place);
    }
  }

  /** A batch norm alone. */
  public BatchNormSpec(String layer, int rows, int channels, float epsilon, float momentum) {
    this(layer, rows, channels, epsilon, momentum, Activation.NONE, null);
  }

  /** The same, followed by an activation. */
  public BatchNormSpec then(Activation next) {
    return new BatchNormSpec(layer, rows, channels, epsilon, momentum, next, place);
  }

  /** The same with y, or dy, as part of a larger map, whose other values stay. */
  public BatchNormSpec into(PlaceSpec partOfOutput) {
    return new BatchNormSpec(layer, rows, channels, epsilon, momentum, activation, partOfOutput);
  }

  /** Where y, or dy, lies in its tensor. */
  public PlaceSpec placeOfResult() {
    return place == null ? PlaceSpec.alone(layer, Shape.nhwc(rows, 1, 1, channels)) : place;
  }

  /**
   * Checks the operand that a place may make part of a larger map: y of forward, dy of backward.
   */
  public void checkResult(Tensor result) {
    elements(layer, "result", result, placeOfResult().whole().elements());
  }

  /** Checks map-shaped operands. */
  public void checkMaps(Tensor... maps) {
    for (Tensor map : maps) {
      elements(layer, "activations", map, (long) rows * channels);
    }
  }

  /** Checks per-channel operands. */
  public void checkChannels(Tensor... vectors) {
    for (Tensor vector : vectors) {
      elements(layer, "per-channel tensor", vector, channels);
    }
  }
}
