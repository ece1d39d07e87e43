package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/** Validation shared by the specs; a message names the layer, what was expected and what came. */
final class SpecChecks {
  private SpecChecks() {}

  static void positive(String layer, String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(layer + ": " + what + " must be at least 1, got " + value);
    }
  }

  static void atLeast(String layer, String what, double value, double least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(
          layer + ": " + what + " must be at least " + least + ", got " + value);
    }
  }

  static void that(boolean holds, String layer, String message) {
    if (!holds) {
      throw new IllegalArgumentException(layer + ": " + message);
    }
  }

  static void shape(String layer, String what, Tensor tensor, Shape expected) {
    if (!tensor.shape().equals(expected)) {
      throw new IllegalArgumentException(
          layer + ": " + what + " must be " + expected + ", got " + tensor.shape());
    }
  }

  static void elements(String layer, String what, Tensor tensor, long expected) {
    if (tensor.shape().elements() != expected) {
      throw new IllegalArgumentException(
          layer
              + ": "
              + what
              + " must have "
              + expected
              + " elements, got "
              + tensor.shape().elements()
              + " ("
              + tensor.shape()
              + ")");
    }
  }
}
