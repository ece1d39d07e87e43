package io.github.facenet4j.peers;

import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.List;

/**
 * One operation of a network in the layouts that other engines use: maps NCHW, filters OIHW,
 * matrices [out, in] with the inputs in the order C, H, W. Values have names; each node computes
 * one.
 */
sealed interface Node {

  /** Name of the value that the node computes. */
  String out();

  /**
   * Convolution with bias.
   *
   * @param weight [outChannels, inChannels/groups, kernelHeight, kernelWidth]
   * @param bias [outChannels]
   */
  record Conv(
      String in,
      String out,
      Window window,
      int groups,
      int inChannels,
      int outChannels,
      float[] weight,
      float[] bias)
      implements Node {}

  /** Batch normalisation: {@code y = γ(x − μ)/√(σ² + ε) + β}, all per channel. */
  record Norm(
      String in,
      String out,
      float epsilon,
      float momentum,
      float[] gamma,
      float[] beta,
      float[] mean,
      float[] variance)
      implements Node {}

  /** RELU or RELU6. */
  record Activate(String in, String out, Activation kind) implements Node {}

  /** Pooling over a square window that drops partial windows. */
  record Pool(String in, String out, PoolKind kind, Window window) implements Node {}

  /** Local response normalisation: {@code y = x / (k + α/size · Σx²)^β}. */
  record Lrn(String in, String out, int channels, int size, float alpha, float beta, float k)
      implements Node {}

  /** Zeros around a map. */
  record Pad(String in, String out, int top, int left, int bottom, int right) implements Node {}

  /** Maps of one size, side by side along the channels. */
  record Concat(List<String> in, String out) implements Node {}

  /** The sum of two values of one shape. */
  record Add(String left, String right, String out) implements Node {}

  /** A map as vectors in the order C, H, W. */
  record Flatten(String in, String out) implements Node {}

  /** {@code Y = X·Wᵀ + b}. */
  record Linear(String in, String out, int inSize, int outSize, float[] weight, float[] bias)
      implements Node {}

  /** Rows scaled to unit length. */
  record Unit(String in, String out) implements Node {}
}
