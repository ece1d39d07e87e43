package io.github.facenet4j.facenet.net;

import java.util.List;

/**
 * What a network consists of and costs.
 *
 * @param architecture its name
 * @param input what it takes
 * @param embedding numbers of one embedding
 * @param layers leaves in order of the forward pass
 */
public record NetworkSummary(
    String architecture, InputSpec input, int embedding, List<LayerSummary> layers) {

  /** Trainable values. */
  public long parameters() {
    return layers.stream().mapToLong(LayerSummary::parameters).sum();
  }

  /** Multiply-adds of convolutions and matrix products for one image. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(LayerSummary::multiplyAdds).sum();
  }
}
