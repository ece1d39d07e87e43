package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;

/** {@code activation(sum + bias[c] + residual)} for one value at a time. */
final class ReferenceEpilogue {
  private final double[] bias;
  private final double[] residual;
  private final Activation activation;
  private final double[] slopes;

  ReferenceEpilogue(Epilogue epilogue) {
    bias = epilogue.bias() == null ? null : doubles(epilogue.bias());
    residual = epilogue.residual() == null ? null : doubles(epilogue.residual());
    activation = epilogue.activation();
    slopes = epilogue.slopes() == null ? null : doubles(epilogue.slopes());
  }

  /** The value to store at an index of the output whose innermost index is the channel. */
  double apply(double sum, int index, int channel) {
    double value = sum;
    if (bias != null) {
      value += bias[channel];
    }
    if (residual != null) {
      value += residual[index];
    }
    return activate(activation, value, slopes == null ? 0 : slopes[channel]);
  }

  /** One activation; NaN stays NaN. */
  static double activate(Activation activation, double x, double slope) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(x, 0);
      case RELU6 -> Math.min(Math.max(x, 0), 6);
      case PRELU -> x > 0 ? x : slope * x;
    };
  }

  /** The activation's derivative at x, or at activate(x). */
  static double derivative(Activation activation, double x, double slope) {
    return switch (activation) {
      case NONE -> 1;
      case RELU -> x > 0 ? 1 : 0;
      case RELU6 -> x > 0 && x < 6 ? 1 : 0;
      case PRELU -> x > 0 ? 1 : slope;
    };
  }
}
