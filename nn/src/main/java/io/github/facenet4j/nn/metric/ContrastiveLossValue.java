package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;

/**
 * A contrastive loss that has been computed on the device, with what its gradient needs; made by
 * {@link SupervisedContrastiveLoss#forward}.
 *
 * @param rows the normalisation of x
 * @param x raw embeddings [B,E]
 * @param inverseNorms r [B]
 * @param coefficients ∂(sum of costs)/∂D [B,B]
 * @param statistics the six numbers of {@link
 *     io.github.facenet4j.tensor.spi.MetricOps#contrastiveLoss}
 */
public record ContrastiveLossValue(
    L2NormSpec rows, Tensor x, Tensor inverseNorms, Tensor coefficients, Tensor statistics) {

  /** Waits for the device and copies the statistics to the host, 24 bytes. */
  public ContrastiveStatistics read() {
    float[] values = statistics.readFloats();
    return new ContrastiveStatistics(
        values[0],
        Math.round(values[1]),
        Math.round(values[2]),
        Math.round(values[3]),
        values[4],
        values[5]);
  }
}
