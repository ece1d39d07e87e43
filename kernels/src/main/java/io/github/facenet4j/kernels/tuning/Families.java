package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.spi.Precision;

/** Names of the op families whose variants can be tuned. */
public final class Families {
  /** Matrix products. */
  public static final String GEMM = "gemm";

  /** y of a dense convolution. */
  public static final String CONV_FORWARD = "conv.forward";

  /** dx of a dense convolution. */
  public static final String CONV_DATA_GRADIENT = "conv.dataGradient";

  /** dw of a dense convolution. */
  public static final String CONV_WEIGHT_GRADIENT = "conv.weightGradient";

  /** Squared distances of all pairs. */
  public static final String DISTANCE = "distance";

  /** A negative for each anchor-positive pair. */
  public static final String TRIPLET = "triplet";

  /** The triplet loss and its gradient. */
  public static final String LOSS = "loss";

  private Families() {}

  /**
   * A family of products on a device that rounds their operands to a precision; its rungs are
   * others than those of single precision, whose name is the family's own.
   */
  public static String of(String family, Precision precision) {
    return precision == Precision.FP32 ? family : family + "." + precision.label();
  }
}
