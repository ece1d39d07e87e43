package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;

/** A matrix product. */
final class GemmWorkload extends Workload {
  /** Rows and columns of the checked product: some whole tiles of any candidate and a rest. */
  private static final int CHECKED = 140;

  private static final int CHECKED_TERMS = 2048;

  private final String family;
  private final GemmSpec spec;

  GemmWorkload(String family, GemmSpec spec) {
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
    return spec.k();
  }

  @Override
  Workload reduced() {
    return new GemmWorkload(
        family,
        new GemmSpec(
            spec.layer(),
            Math.min(spec.m(), CHECKED),
            Math.min(spec.n(), CHECKED),
            Math.min(spec.k(), CHECKED_TERMS),
            spec.transposeA(),
            spec.transposeB(),
            spec.mode()));
  }

  @Override
  Operation on(MemoryScope scope, Values values) {
    Tensor a = random(scope, stored(spec.m(), spec.k(), spec.transposeA()), 1, values);
    Tensor b = random(scope, stored(spec.k(), spec.n(), spec.transposeB()), 2, values);
    Shape shape = Shape.of(spec.m(), spec.n());
    Tensor c = spec.mode() == WriteMode.ADD ? scope.zeros(shape) : unwritten(scope, shape);
    return new Operation(() -> scope.backend().gemm().multiply(spec, a, b, Epilogue.NONE, c), c);
  }

  private static Shape stored(int rows, int columns, Transpose transpose) {
    return transpose == Transpose.NO ? Shape.of(rows, columns) : Shape.of(columns, rows);
  }
}
