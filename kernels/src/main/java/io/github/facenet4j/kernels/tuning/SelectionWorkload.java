package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.SelectionSpec;

/** The choice of a negative for each pair of a batch in which all people have as many faces. */
final class SelectionWorkload extends Workload {
  private static final int CHECKED_BATCH = 200;

  private final String family;
  private final ShapeClass shape;
  private final SelectionSpec spec;
  private final EvenGroups groups;

  SelectionWorkload(String family, SelectionSpec asked) {
    this(family, ShapeClass.of(family, asked), asked, asked.batch());
  }

  private SelectionWorkload(String family, ShapeClass shape, SelectionSpec asked, int batch) {
    this.family = family;
    this.shape = shape;
    this.groups = EvenGroups.of(batch, asked.batch(), asked.pairs());
    this.spec =
        new SelectionSpec(
            asked.layer(), batch, groups.pairs(), asked.margin(), asked.rule(), asked.whenNone());
  }

  @Override
  ShapeClass shape() {
    return shape;
  }

  @Override
  long multiplyAdds() {
    return 0;
  }

  @Override
  int terms() {
    return 1;
  }

  @Override
  Workload reduced() {
    return new SelectionWorkload(family, shape, spec, Math.min(spec.batch(), CHECKED_BATCH));
  }

  @Override
  Operation on(MemoryScope scope, Values values) {
    int batch = spec.batch();
    Tensor distances = scope.floats(Shape.of(batch, batch), symmetric(batch));
    Tensor labels = groups.labels(scope);
    Tensor pairStart = groups.pairStart(scope);
    Tensor pairPositive = scope.ints(Shape.of(spec.pairs()), groups.positives());
    Tensor negatives = scope.ints(Shape.of(spec.pairs()));
    return new Operation(
        () ->
            scope
                .backend()
                .metric()
                .selectNegatives(spec, distances, labels, pairStart, pairPositive, negatives),
        negatives);
  }

  private static float[] symmetric(int batch) {
    float[] distances = randomValues(batch * batch, 1, Values.ABSOLUTE);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        distances[i * batch + j] = distances[j * batch + i];
      }
    }
    return distances;
  }

  /** Selectors that get the same distances must agree. */
  @Override
  double[] magnitudes(MemoryScope oracle) {
    return new double[spec.pairs()];
  }
}
