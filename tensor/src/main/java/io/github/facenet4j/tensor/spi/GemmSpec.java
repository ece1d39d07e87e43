package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Tensor;

/**
 * One matrix product {@code C = op(A)·op(B)}, C [M,N], all row-major without gaps.
 *
 * @param layer who asks, for messages
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param transposeA NO: A is [M,K]; YES: A is [K,M]
 * @param transposeB NO: B is [K,N]; YES: B is [N,K]
 * @param mode whether C is replaced or added to
 */
public record GemmSpec(
    String layer, int m, int n, int k, Transpose transposeA, Transpose transposeB, WriteMode mode) {

  /** Checks that all sizes are positive. */
  public GemmSpec {
    positive(layer, "M", m);
    positive(layer, "N", n);
    positive(layer, "K", k);
  }

  /** {@code C = A·B} without transposes. */
  public static GemmSpec of(String layer, int m, int n, int k) {
    return new GemmSpec(layer, m, n, k, Transpose.NO, Transpose.NO, WriteMode.ASSIGN);
  }

  /** The same product with other operand orders. */
  public GemmSpec transposed(Transpose a, Transpose b) {
    return new GemmSpec(layer, m, n, k, a, b, mode);
  }

  /** The same product, added to C. */
  public GemmSpec adding() {
    return new GemmSpec(layer, m, n, k, transposeA, transposeB, WriteMode.ADD);
  }

  /** Multiply-adds: M·N·K. */
  public long multiplyAdds() {
    return (long) m * n * k;
  }

  /** Bytes that must move at least once: A, B and C. */
  public long bytes() {
    return 4L * ((long) m * k + (long) k * n + (long) m * n);
  }

  /**
   * Checks the operands' element counts and the epilogue's; ADD takes no activation and no
   * residual.
   */
  public void check(Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    elements(layer, "A", a, (long) m * k);
    elements(layer, "B", b, (long) k * n);
    elements(layer, "C", c, (long) m * n);
    if (mode == WriteMode.ADD && !epilogue.equals(Epilogue.NONE)) {
      throw refusal(layer, "a product that adds to C takes no epilogue");
    }
    if (epilogue.place() != null) {
      throw refusal(layer, "a product's result is all of C, it has no place in it");
    }
    if (epilogue.bias() != null) {
      elements(layer, "bias", epilogue.bias(), n);
    }
    if (epilogue.residual() != null) {
      elements(layer, "residual", epilogue.residual(), (long) m * n);
    }
    if (epilogue.slopes() != null) {
      elements(layer, "slopes", epilogue.slopes(), n);
    }
  }
}
