package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.indices;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;

import io.github.facenet4j.tensor.Tensor;

/**
 * Choice of one triplet for every face of a batch (Hermans, Beyer and Leibe 2017, "batch hard"), on
 * the distance matrix D [batch, batch].
 *
 * @param layer who asks, for messages
 * @param batch B
 */
public record BatchHardSpec(String layer, int batch) {

  /** Checks the size. */
  public BatchHardSpec {
    positive(layer, "batch", batch);
  }

  /** Checks operands. */
  public void check(Tensor distances, Tensor labels, Tensor positives, Tensor negatives) {
    elements(layer, "distances", distances, (long) batch * batch);
    indices(layer, "labels", labels, batch);
    indices(layer, "positives", positives, batch);
    indices(layer, "negatives", negatives, batch);
  }
}
