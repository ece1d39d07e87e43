package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;

import io.github.facenet4j.tensor.Tensor;

/**
 * Rows of x [rows, columns] scaled to unit length: {@code y = x·r, r = 1/√max(Σx², ε²)}.
 *
 * @param layer who asks, for messages
 * @param rows vectors
 * @param columns length of a vector
 * @param epsilon shortest length that is still divided by; below it the divisor is the constant ε
 */
public record L2NormSpec(String layer, int rows, int columns, float epsilon) {
  /** The default ε. */
  public static final float EPSILON = 1e-10f;

  /** Checks sizes; ε² must be a normal float, so ε ≥ 1.1e-19. */
  public L2NormSpec {
    positive(layer, "rows", rows);
    positive(layer, "columns", columns);
    if (!(epsilon >= 1.1e-19f)) {
      throw refusal(layer, "epsilon must be at least 1.1e-19, got " + epsilon);
    }
  }

  /** With the default ε. */
  public static L2NormSpec of(String layer, int rows, int columns) {
    return new L2NormSpec(layer, rows, columns, EPSILON);
  }

  /**
   * Whether a row with this inverse norm was clamped, which backward decides by {@code r·ε > 1 −
   * 10⁻⁶}: lengths within a millionth of ε count as clamped, so the rounding of r does not matter.
   */
  public boolean isClamped(float inverseNorm) {
    return inverseNorm * epsilon > 1 - 1e-6f;
  }

  /** Checks matrices and the vector of inverse norms. */
  public void check(Tensor inverseNorms, Tensor... matrices) {
    elements(layer, "inverse norms", inverseNorms, rows);
    for (Tensor matrix : matrices) {
      elements(layer, "vectors", matrix, (long) rows * columns);
    }
  }

  /** Checks operands of {@link MetricOps#distanceLossBackward}. */
  public void checkLoss(
      Tensor x, Tensor inverseNorms, Tensor coefficients, Tensor statistics, Tensor dx) {
    check(inverseNorms, x, dx);
    elements(layer, "coefficients", coefficients, (long) rows * rows);
    elements(layer, "statistics", statistics, TripletSpec.STATISTICS);
  }
}
