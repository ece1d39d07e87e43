package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Activation;

/**
 * An affine map per channel and a clipped activation, {@code z = (x − mean[c])·scale[c] + shift[c],
 * y = min(max(z, low), high)}: a batch norm and the ReLU after it.
 *
 * @param mean subtracted first: the factored form would lose the digits of a large mean
 * @param low −∞ for no lower bound
 * @param high +∞ for no upper bound
 */
public record ChannelAffine(float[] mean, float[] scale, float[] shift, float low, float high) {

  /** The bounds of NONE, RELU or RELU6. */
  static ChannelAffine of(float[] mean, float[] scale, float[] shift, Activation activation) {
    float low = activation == Activation.NONE ? Float.NEGATIVE_INFINITY : 0f;
    float high = activation == Activation.RELU6 ? 6f : Float.POSITIVE_INFINITY;
    return new ChannelAffine(mean, scale, shift, low, high);
  }
}
