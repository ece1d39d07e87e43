package io.github.facenet4j.bench;

import static io.github.facenet4j.tensor.spi.Transpose.NO;
import static io.github.facenet4j.tensor.spi.Transpose.YES;

import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;

/** Matrix products {@code gemm/nn}, {@code tn}, {@code nt}, {@code tt}: BLAS's letters for A, B. */
final class GemmWorkloads {
  static final String FORM = "MxNxK";

  private GemmWorkloads() {}

  /**
   * C = op(A)·op(B).
   *
   * @param letters n (as it is) or t (transposed) for A, then for B
   * @param shape {@value #FORM}
   */
  static Workload of(String letters, String shape) {
    int[] sizes = Sizes.parse(shape, FORM);
    GemmSpec spec =
        GemmSpec.of("gemm", sizes[0], sizes[1], sizes[2])
            .transposed(transpose(letters, 0), transpose(letters, 1));
    return new Workload(
        "gemm/" + letters,
        shape,
        Cost.arithmetic(spec.multiplyAdds(), spec.bytes()),
        scope -> {
          Tensor a = Sizes.random(scope, Shape.of(spec.m(), spec.k()), 1);
          Tensor b = Sizes.random(scope, Shape.of(spec.k(), spec.n()), 2);
          Tensor c = scope.floats(Shape.of(spec.m(), spec.n()));
          return () -> scope.backend().gemm().multiply(spec, a, b, Epilogue.NONE, c);
        });
  }

  private static Transpose transpose(String letters, int operand) {
    if (!letters.matches("[nt]{2}")) {
      throw new IllegalArgumentException(
          "Benchmark 'gemm/" + letters + "' is not known; use gemm/nn, gemm/tn, gemm/nt, gemm/tt");
    }
    return letters.charAt(operand) == 't' ? YES : NO;
  }
}
