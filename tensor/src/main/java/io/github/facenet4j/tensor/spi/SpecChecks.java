package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Validation shared by the specs and the backends; a message names the layer, what was expected and
 * what came. All tensors are FLOAT32 except those checked by {@link #indices}.
 */
public final class SpecChecks {
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

  /** What to throw; made where a check has failed, for its text costs more than the checks. */
  static IllegalArgumentException refusal(String layer, String message) {
    return new IllegalArgumentException(layer + ": " + message);
  }

  static void shape(String layer, String what, Tensor tensor, Shape expected) {
    type(layer, what, tensor, DataType.FLOAT32);
    if (!tensor.shape().equals(expected)) {
      throw new IllegalArgumentException(
          layer + ": " + what + " must be " + expected + ", got " + tensor.shape());
    }
  }

  /** Checks that a tensor is FLOAT32 and has this many elements. */
  public static void elements(String layer, String what, Tensor tensor, long expected) {
    type(layer, what, tensor, DataType.FLOAT32);
    count(layer, what, tensor, expected);
  }

  /** Checks that a tensor is INT32 and has this many elements. */
  public static void indices(String layer, String what, Tensor tensor, long expected) {
    type(layer, what, tensor, DataType.INT32);
    count(layer, what, tensor, expected);
  }

  /** Checks that all tensors are FLOAT32 and have as many elements as the first. */
  public static void sameElements(String layer, Tensor first, Tensor... others) {
    type(layer, "operand", first, DataType.FLOAT32);
    for (Tensor other : others) {
      elements(layer, "operand", other, first.shape().elements());
    }
  }

  static void sameLength(String layer, List<Tensor> first, List<Tensor> other) {
    if (other.size() != first.size()) {
      throw refusal(
          layer,
          "lists of tensors must be of one length, got " + first.size() + " and " + other.size());
    }
  }

  private static void type(String layer, String what, Tensor tensor, DataType expected) {
    if (tensor.type() != expected) {
      throw new IllegalArgumentException(
          layer + ": " + what + " must be " + expected + ", got " + tensor.type());
    }
  }

  private static void count(String layer, String what, Tensor tensor, long expected) {
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

  /** Checks the operands of {@link OptimOps#addSquares} and {@link OptimOps#shorten}. */
  public static void squares(Tensor x, Tensor sum) {
    type("clipping", "operand", x, DataType.FLOAT32);
    elements("clipping", "sum of squares", sum, 1);
  }

  /** Checks the length that {@link OptimOps#shorten} leaves alone. */
  public static void longest(float longest) {
    if (!(longest > 0 && Float.isFinite(longest))) {
      throw refusal("clipping", "the longest gradient must be positive, got " + longest);
    }
  }
}
