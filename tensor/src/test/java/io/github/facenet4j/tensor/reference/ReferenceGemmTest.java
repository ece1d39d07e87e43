package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import org.junit.jupiter.api.Test;

class ReferenceGemmTest extends Worked {
  private static final GemmSpec SPEC = GemmSpec.of("gemm", 2, 2, 3);

  // A = (1 2 3; 4 5 6), B = (1 0; -1 2; 3 -4), A·B = (8 -8; 17 -14)
  private final Tensor a = tensor(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
  private final Tensor at = tensor(Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
  private final Tensor b = tensor(Shape.of(3, 2), 1, 0, -1, 2, 3, -4);
  private final Tensor bt = tensor(Shape.of(2, 3), 1, -1, 3, 0, 2, -4);
  private final Tensor c = tensor(Shape.of(2, 2), 100, 200, 300, 400);

  @Test
  void multipliesInEveryOperandOrder() {
    backend.gemm().multiply(SPEC, a, b, Epilogue.NONE, c);
    assertHolds(c, 8, -8, 17, -14);
    GemmSpec tn = SPEC.transposed(Transpose.YES, Transpose.NO);
    backend.gemm().multiply(tn, at, b, Epilogue.NONE, c);
    assertHolds(c, 8, -8, 17, -14);
    GemmSpec nt = SPEC.transposed(Transpose.NO, Transpose.YES);
    backend.gemm().multiply(nt, a, bt, Epilogue.NONE, c);
    assertHolds(c, 8, -8, 17, -14);
    GemmSpec tt = SPEC.transposed(Transpose.YES, Transpose.YES);
    backend.gemm().multiply(tt, at, bt, Epilogue.NONE, c);
    assertHolds(c, 8, -8, 17, -14);
  }

  @Test
  void addsToWhatIsThere() {
    backend.gemm().multiply(SPEC.adding(), a, b, Epilogue.NONE, c);
    assertHolds(c, 108, 192, 317, 386);
  }

  @Test
  void endsInBiasResidualAndActivation() {
    Tensor bias = vector(1, 2);
    backend.gemm().multiply(SPEC, a, b, Epilogue.bias(bias), c);
    assertHolds(c, 9, -6, 18, -12);
    backend.gemm().multiply(SPEC, a, b, Epilogue.bias(bias).then(Activation.RELU6), c);
    assertHolds(c, 6, 0, 6, 0);
    backend.gemm().multiply(SPEC, a, b, Epilogue.bias(bias).thenPrelu(vector(0.5, 0.25)), c);
    assertHolds(c, 9, -1.5, 18, -3);
    backend.gemm().multiply(SPEC, a, b, Epilogue.NONE.plus(c).then(Activation.RELU), c);
    assertHolds(c, 17, 0, 35, 0);
  }

  @Test
  void aMistakeNamesTheLayerTheOperandAndBothSizes() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> backend.gemm().multiply(SPEC, a, c, Epilogue.NONE, c))
            .getMessage();
    assertTrue(message.contains("gemm: B must have 6 elements, got 4 (2x2)"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.gemm().multiply(SPEC.adding(), a, b, Epilogue.bias(vector(1, 2)), c));
  }
}
