package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.indices;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Tensor;

/**
 * The supervised contrastive loss (Khosla et al. 2020, its form L_out) over the squared distances D
 * [batch, batch] of unit vectors, whose cosine is {@code 1 − D/2}.
 *
 * @param layer who asks, for messages
 * @param batch B
 * @param temperature τ
 */
public record ContrastiveSpec(String layer, int batch, float temperature) {
  /** Length of the statistics tensor, see {@link MetricOps#contrastiveLoss}. */
  public static final int STATISTICS = 6;

  /** Smallest τ: below it exp((cos − cos)/τ) is 0 in a float for all but equal neighbours. */
  private static final float COLDEST = 1e-3f;

  /** Checks size and temperature. */
  public ContrastiveSpec {
    positive(layer, "batch", batch);
    if (!(temperature >= COLDEST && Float.isFinite(temperature))) {
      throw refusal(layer, "temperature must be at least " + COLDEST + ", got " + temperature);
    }
  }

  /** Checks operands. */
  public void check(Tensor distances, Tensor labels, Tensor coefficients, Tensor statistics) {
    elements(layer, "distances", distances, (long) batch * batch);
    indices(layer, "labels", labels, batch);
    elements(layer, "coefficients", coefficients, (long) batch * batch);
    elements(layer, "statistics", statistics, STATISTICS);
  }
}
