package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import org.junit.jupiter.api.Test;

class ReferenceNormTest extends Worked {

  /** Values 1 and 5: mean 3, variance 4; ε = 5 makes the divisor √9 = 3. */
  private static final BatchNormSpec TWO = new BatchNormSpec("bn", 2, 1, 5, 0.5f);

  @Test
  void batchNormNormalisesScalesAndShifts() {
    Tensor mean = vector(0);
    Tensor inverseStd = vector(0);
    Tensor runningMean = vector(1);
    Tensor runningVariance = vector(2);
    Tensor y = vector(0, 0);
    backend
        .norm()
        .batchNormTrain(
            TWO,
            vector(1, 5),
            vector(6),
            vector(10),
            mean,
            inverseStd,
            runningMean,
            runningVariance,
            y);
    assertHolds(y, 6, 14);
    assertHolds(mean, 3);
    assertHolds(inverseStd, 1 / 3.0);
    assertHolds(runningMean, 2);
    // Unbiased variance 8, half way from 2.
    assertHolds(runningVariance, 5);
  }

  @Test
  void batchNormOfOneRowHasNoUnbiasedVariance() {
    BatchNormSpec spec = new BatchNormSpec("bn", 1, 2, 1, 1);
    Tensor variance = vector(7, 7);
    Tensor y = vector(0, 0);
    backend
        .norm()
        .batchNormTrain(
            spec,
            vector(3, 4),
            vector(1, 1),
            vector(5, 6),
            vector(0, 0),
            vector(0, 0),
            vector(0, 0),
            variance,
            y);
    assertHolds(variance, 0, 0);
    assertHolds(y, 5, 6);
  }

  @Test
  void batchNormInferenceUsesStoredStatistics() {
    Tensor x = vector(1, 5);
    backend
        .norm()
        .batchNormInfer(
            TWO.then(Activation.RELU), x, vector(6), vector(-1), vector(3), vector(4), x);
    assertHolds(x, 0, 3);
    assertThrows(IllegalArgumentException.class, () -> TWO.then(Activation.PRELU));
  }

  /**
   * x̂ = (−2, 2)/3 and dy = (1, 4): Σdy = 5, Σdy·x̂ = 2, so dx = 6·⅓·(dy − 5/2 − x̂·1) = 2·(−3/2 +
   * 2/3, 3/2 − 2/3).
   */
  @Test
  void batchNormBackwardTakesOutMeanAndProjection() {
    Tensor dx = vector(0, 0);
    Tensor dgamma = vector(100);
    Tensor dbeta = vector(200);
    backend
        .norm()
        .batchNormBackward(
            TWO,
            vector(1, 5),
            vector(6),
            vector(10),
            vector(3),
            vector(1 / 3.0),
            vector(1, 4),
            dx,
            dgamma,
            dbeta);
    assertHolds(dx, -5 / 3.0, 5 / 3.0);
    assertHolds(dgamma, 102);
    assertHolds(dbeta, 205);
  }

  /**
   * z = 6·x̂ + 1 = (−3, 5), so ReLU lets only dy = 4 of the second row through: g = (0, 4), Σg = 4,
   * Σg·x̂ = 8/3, dx = 2·(g − 2 − x̂·4/3) = 2·(−2 + 8/9, 2 − 8/9).
   */
  @Test
  void batchNormBackwardStopsWhereItsActivationDoes() {
    Tensor dx = vector(0, 0);
    Tensor dgamma = vector(100);
    Tensor dbeta = vector(200);
    backend
        .norm()
        .batchNormBackward(
            TWO.then(Activation.RELU),
            vector(1, 5),
            vector(6),
            vector(1),
            vector(3),
            vector(1 / 3.0),
            vector(1, 4),
            dx,
            dgamma,
            dbeta);
    assertHolds(dx, -20 / 9.0, 20 / 9.0);
    assertHolds(dgamma, 100 + 8 / 3.0);
    assertHolds(dbeta, 204);
  }

  /** size 3, alpha 3, k 1, beta 1: S[c] is 1 plus the squares of c and its neighbours. */
  @Test
  void lrnDividesByTheNeighbourhood() {
    LrnSpec spec = new LrnSpec("lrn", 1, 3, 3, 3, 1, 1);
    Tensor x = vector(1, 2, 0);
    Tensor y = vector(0, 0, 0);
    backend.norm().lrnForward(spec, x, y);
    assertHolds(y, 1 / 6.0, 2 / 6.0, 0);
    Tensor dx = vector(0, 0, 0);
    backend.norm().lrnBackward(spec, x, vector(6, 0, 0), dx);
    // dy·y/S is 1/6 for channel 0 alone, which channels 0 and 1 reach; the factor is 2.
    assertHolds(dx, 1 - 2 * 1 / 6.0, -2 * 2 / 6.0, 0);
  }

  @Test
  void l2NormGivesUnitVectorsAndATangentGradient() {
    L2NormSpec spec = L2NormSpec.of("l2", 2, 2);
    Tensor y = tensor(Shape.of(2, 2), 0, 0, 0, 0);
    Tensor inverseNorms = vector(0, 0);
    backend.norm().l2NormalizeForward(spec, vector(3, 4, -5, 0), y, inverseNorms);
    assertHolds(y, 0.6, 0.8, -1, 0);
    assertHolds(inverseNorms, 0.2, 0.2);
    Tensor dx = vector(0, 0, 0, 0);
    backend.norm().l2NormalizeBackward(spec, y, inverseNorms, vector(5, 0, 3, 7), dx);
    // (5,0) along (0.6,0.8) is 3: what is left is (3.2,−2.4). (3,7) along (−1,0) leaves (0,7).
    assertHolds(dx, 0.64, -0.48, 0, 1.4);
  }

  @Test
  void l2NormBelowEpsilonDividesByAConstant() {
    L2NormSpec spec = new L2NormSpec("l2", 2, 2, 0.5f);
    Tensor y = vector(9, 9, 9, 9);
    Tensor inverseNorms = vector(0, 0);
    backend.norm().l2NormalizeForward(spec, vector(0.1, 0, 0, 0), y, inverseNorms);
    assertHolds(y, 0.2, 0, 0, 0);
    assertHolds(inverseNorms, 2, 2);
    Tensor dx = vector(0, 0, 0, 0);
    backend.norm().l2NormalizeBackward(spec, y, inverseNorms, vector(3, 4, 5, 6), dx);
    assertHolds(dx, 6, 8, 10, 12);
  }
}
