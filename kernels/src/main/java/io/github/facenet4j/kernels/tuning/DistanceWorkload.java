package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DistanceSpec;

/** The distances of all pairs of a batch. */
final class DistanceWorkload extends Workload {
  private static final int CHECKED_BATCH = 150;

  private final String family;
  private final DistanceSpec spec;

  DistanceWorkload(String family, DistanceSpec spec) {
    this.family = family;
    this.spec = spec;
  }

  @Override
  ShapeClass shape() {
    return ShapeClass.of(family, spec);
  }

  @Override
  long multiplyAdds() {
    return spec.multiplyAdds();
  }

  @Override
  int terms() {
    return spec.embedding();
  }

  @Override
  Workload reduced() {
    int batch = Math.min(spec.batch(), CHECKED_BATCH);
    return new DistanceWorkload(family, new DistanceSpec(spec.layer(), batch, spec.embedding()));
  }

  @Override
  Operation on(MemoryScope scope, Values values) {
    Tensor x = random(scope, Shape.of(spec.batch(), spec.embedding()), 1, values);
    Tensor distances = unwritten(scope, Shape.of(spec.batch(), spec.batch()));
    return new Operation(
        () -> scope.backend().metric().pairwiseSquaredDistance(spec, x, distances), distances);
  }

  /** {@code |xᵢ|² + |xⱼ|² + 2|xᵢ||xⱼ|}: what the Gram form adds and subtracts. */
  @Override
  double[] magnitudes(MemoryScope oracle) {
    int batch = spec.batch();
    int length = spec.embedding();
    float[] x = randomValues(batch * length, 1, Values.ABSOLUTE);
    double[] magnitudes = new double[batch * batch];
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        for (int e = 0; i != j && e < length; e++) {
          double parts = x[i * length + e] + x[j * length + e];
          magnitudes[i * batch + j] += parts * parts;
        }
      }
    }
    return magnitudes;
  }
}
