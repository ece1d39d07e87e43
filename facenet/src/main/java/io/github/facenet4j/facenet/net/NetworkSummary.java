package io.github.facenet4j.facenet.net;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a network consists of and costs.
 *
 * @param architecture its name
 * @param input what it takes
 * @param embedding numbers of one embedding
 * @param blocks in order of the forward pass, as a paper's table lists them
 */
public record NetworkSummary(
    String architecture, InputSpec input, int embedding, List<Block> blocks) {

  /**
   * A row of a table: a layer, or a block of several.
   *
   * @param whole the row; the costs are the sums of its layers'
   * @param layers its leaves in order of the forward pass; for a leaf the row itself
   */
  public record Block(LayerSummary whole, List<LayerSummary> layers) {
    /** Whether the row stands for a single layer. */
    public boolean isLeaf() {
      return layers.size() == 1 && layers.get(0).equals(whole);
    }

    /** Bytes of the trainable values and the results of its layers for one image. */
    public long memoryBytes() {
      return layers.stream().mapToLong(LayerSummary::memoryBytes).sum();
    }
  }

  /** Leaves in order of the forward pass. */
  public List<LayerSummary> layers() {
    return blocks.stream().flatMap(block -> block.layers().stream()).toList();
  }

  /** Trainable values. */
  public long parameters() {
    return sum(LayerSummary::parameters);
  }

  /** Multiply-adds of convolutions and matrix products for one image, biases included. */
  public long multiplyAdds() {
    return sum(LayerSummary::multiplyAdds);
  }

  /** Bytes of the trainable values and of all layers' results for one image. */
  public long memoryBytes() {
    return sum(LayerSummary::memoryBytes);
  }

  private long sum(ToLongFunction<LayerSummary> number) {
    return layers().stream().mapToLong(number).sum();
  }
}
