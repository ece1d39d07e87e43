package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** All constants are powers of two, so that the results are exact. */
class ReferenceOptimTest extends Worked {
  private static final float ETA = 0.5f;

  private static OptimSpec spec(float decay, Decay how, float epsilon, int step) {
    return new OptimSpec(ETA, decay, how, 0.5f, 0.5f, 0.75f, epsilon, step);
  }

  private final Tensor w = vector(8);
  private final Tensor dw = vector(4);

  @Test
  void sgdWithBothKindsOfDecay() {
    backend.optim().sgd(spec(0, Decay.COUPLED, 0, 1), w, dw);
    assertHolds(w, 6);
    // g = 4 + 0.25·6
    backend.optim().sgd(spec(0.25f, Decay.COUPLED, 0, 1), w, dw);
    assertHolds(w, 3.25);
    // 3.25·(1 − 0.125) − 0.5·4
    backend.optim().sgd(spec(0.25f, Decay.DECOUPLED, 0, 1), w, dw);
    assertHolds(w, 3.25 - 0.40625 - 2);
    assertHolds(dw, 4);
  }

  @Test
  void momentumRemembersTheLastStep() {
    Tensor v = vector(0);
    backend.optim().momentum(spec(0, Decay.COUPLED, 0, 1), w, dw, v);
    assertHolds(v, 4);
    assertHolds(w, 6);
    backend.optim().momentum(spec(0, Decay.COUPLED, 0, 2), w, dw, v);
    assertHolds(v, 6);
    assertHolds(w, 3);
  }

  @Test
  void adaGradDividesByTheRootOfAllSquares() {
    Tensor h = vector(9);
    // h = 9 + 16, so the divisor is 5 + 3.
    backend.optim().adaGrad(spec(0, Decay.COUPLED, 3, 1), w, dw, h);
    assertHolds(h, 25);
    assertHolds(w, 8 - 0.5 * 4 / 8);
  }

  @Test
  void adamCorrectsTheBiasOfItsFirstStep() {
    Tensor m = vector(0);
    Tensor v = vector(0);
    backend.optim().adam(spec(0, Decay.COUPLED, 4, 1), w, dw, m, v);
    assertHolds(m, 2);
    assertHolds(v, 4);
    // m̂ = 2/0.5 = 4 and v̂ = 4/0.25 = 16: the step is 0.5·4/(4 + 4).
    assertHolds(w, 7.75);
  }

  @Test
  void stateOfAnotherSizeIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.optim().momentum(spec(0, Decay.COUPLED, 0, 1), w, dw, vector(0, 0)));
    assertThrows(IllegalArgumentException.class, () -> spec(0, Decay.COUPLED, 0, 0));
  }

  @Test
  void listsOfUnequalLengthAreRefusedBeforeAnythingMoves() {
    OptimSpec spec = spec(0, Decay.COUPLED, 0, 1);
    List<Tensor> both = List.of(w, vector(1));
    List<Tensor> one = List.of(dw);
    String message =
        assertThrows(IllegalArgumentException.class, () -> backend.optim().sgd(spec, both, one))
            .getMessage();
    assertEquals("optimizer: lists of tensors must be of one length, got 2 and 1", message);
    for (Executable call :
        List.<Executable>of(
            () -> backend.optim().sgd(spec, one, both),
            () -> backend.optim().momentum(spec, both, both, one),
            () -> backend.optim().adaGrad(spec, both, both, one),
            () -> backend.optim().adam(spec, both, both, one, both),
            () -> backend.optim().adam(spec, both, both, both, one))) {
      assertThrows(IllegalArgumentException.class, call);
    }
    assertHolds(w, 8);
  }

  /** The last gradient is too short. */
  @Test
  void listsWithATensorOfAnotherSizeAreRefusedBeforeAnythingMoves() {
    List<Tensor> gradients = List.of(dw, vector(1));
    List<Tensor> weights = List.of(w, vector(1, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.optim().sgd(spec(0, Decay.COUPLED, 0, 1), weights, gradients));
    assertHolds(w, 8);
  }
}
