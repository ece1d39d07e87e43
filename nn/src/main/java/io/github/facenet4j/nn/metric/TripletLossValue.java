package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.TripletSpec;

/**
 * A triplet loss that has been computed on the device, with what its gradient needs; made by {@link
 * TripletLoss#forward}.
 *
 * @param spec the call, or null when there were no slots
 * @param x raw embeddings [B,E]
 * @param inverseNorms r [B], or null when there were no slots
 * @param coefficients ∂(sum of hinges)/∂D [B,B], or null when there were no slots
 * @param statistics the six numbers of {@link
 *     io.github.facenet4j.tensor.spi.MetricOps#tripletLossForward}
 */
public record TripletLossValue(
    TripletSpec spec, Tensor x, Tensor inverseNorms, Tensor coefficients, Tensor statistics) {

  /** T, slots, filled or not. */
  public int slotCount() {
    return spec == null ? 0 : spec.pairs();
  }

  /** Waits for the device and copies the statistics to the host, 24 bytes. */
  public TripletStatistics read() {
    float[] values = statistics.readFloats();
    return new TripletStatistics(
        values[0], Math.round(values[1]), Math.round(values[2]), values[3], values[4], values[5]);
  }
}
