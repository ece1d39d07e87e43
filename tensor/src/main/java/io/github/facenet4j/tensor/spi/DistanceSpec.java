package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;

import io.github.facenet4j.tensor.Tensor;

/**
 * Squared Euclidean distances between all rows of x [batch, embedding].
 *
 * @param layer who asks, for messages
 * @param batch B
 * @param embedding E
 */
public record DistanceSpec(String layer, int batch, int embedding) {

  /** Checks sizes. */
  public DistanceSpec {
    positive(layer, "batch", batch);
    positive(layer, "embedding", embedding);
  }

  /** Of the rows that a normalisation takes. */
  public static DistanceSpec of(L2NormSpec rows) {
    return new DistanceSpec(rows.layer(), rows.rows(), rows.columns());
  }

  /** Multiply-adds of the Gram form, the full square counted: B·B·E. */
  public long multiplyAdds() {
    return (long) batch * batch * embedding;
  }

  /** Checks operands. */
  public void check(Tensor x, Tensor distances) {
    elements(layer, "embeddings", x, (long) batch * embedding);
    elements(layer, "distances", distances, (long) batch * batch);
  }
}
