package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import org.junit.jupiter.api.Test;

class ReferenceMetricTest extends Worked {
  private static final double NAN = Double.NaN;

  @Test
  void distancesAreSquaredAndTheDiagonalIsZeroEvenForNaN() {
    Tensor d = scope.floats(Shape.of(3, 3));
    backend
        .metric()
        .pairwiseSquaredDistance(new DistanceSpec("d", 3, 2), vector(0, 0, 3, 4, NAN, 0), d);
    assertHolds(d, 0, 25, NAN, 25, 0, NAN, NAN, NAN, 0);
  }

  /** One anchor 0, one positive 1; the faces 2 … belong to others at these distances from 0. */
  private int negativeOf(Rule rule, WhenNone whenNone, double positive, double... negatives) {
    int batch = 2 + negatives.length;
    double[] distances = new double[batch * batch];
    distances[1] = positive;
    System.arraycopy(negatives, 0, distances, 2, negatives.length);
    int[] labels = new int[batch];
    int[] starts = new int[batch + 1];
    for (int i = 0; i < batch; i++) {
      labels[i] = i < 2 ? 5 : 10 + i;
      starts[i + 1] = 1;
    }
    Tensor chosen = indices(-7);
    backend
        .metric()
        .selectNegatives(
            new SelectionSpec("select", batch, 1, 0.5f, rule, whenNone),
            vector(distances),
            indices(labels),
            indices(starts),
            indices(1),
            chosen);
    return chosen.readInts()[0];
  }

  private void assertSemiHard(int expected, double positive, double... negatives) {
    int got = negativeOf(Rule.SEMI_HARD, WhenNone.SKIP, positive, negatives);
    assertEquals(expected, got);
  }

  @Test
  void theSemiHardNegativeIsTheNearestBehindThePositiveAndInsideTheMargin() {
    assertSemiHard(3, 1, 0.5, 1.25, 1.375, 2);
    assertSemiHard(-1, 1, 0.5, 2);
    assertSemiHard(2, 1, 1.25, 1.25); // a tie goes to the lowest index
    assertSemiHard(-1, 1, 1, 1.5); // both ends of the range are open
    assertSemiHard(3, 1, NAN, 1.25); // NaN is never chosen
    assertSemiHard(-1, NAN, 1.25); // and nothing lies behind it
  }

  @Test
  void withoutASemiHardNegativeTheSpecDecides() {
    int hardest = negativeOf(Rule.SEMI_HARD, WhenNone.HARDEST, 1, 2, 0.5, 0.75);
    assertEquals(3, hardest);
    int anyway = negativeOf(Rule.HARDEST, WhenNone.SKIP, 1, 1.25, 0.75, 0.75);
    assertEquals(3, anyway);
  }

  @Test
  void theUpperBoundIsRoundedToSinglePrecision() {
    SelectionSpec spec = new SelectionSpec("s", 2, 1, 0.2f, Rule.SEMI_HARD, WhenNone.SKIP);
    assertEquals(1.1f + 0.2f, spec.upperBound(1.1f), "as a float backend adds");
  }

  /**
   * Unit vectors at right angles or equal: a = p = (1,0), n = (0,1) give distances 0 and 2. With
   * margin 3 the hinge is 1 and its gradient pulls a and n apart along the tangents.
   */
  @Test
  void theTripletLossOfThreeFaces() {
    TripletSpec spec = new TripletSpec("t", 3, 2, 2, 3, Reduction.MEAN_SELECTED, 1e-10f);
    Tensor x = vector(2, 0, 1, 0, 0, 4);
    TripletSlots slots = new TripletSlots(indices(0, 1, 2, 2), indices(1, 0), indices(2, -1));
    Tensor inverseNorms = scope.floats(Shape.of(3));
    Tensor coefficients = scope.floats(Shape.of(3, 3));
    Tensor statistics = scope.floats(Shape.of(TripletSpec.STATISTICS));
    backend.metric().tripletLossForward(spec, x, slots, inverseNorms, coefficients, statistics);
    assertHolds(statistics, 1, 1, 1, 1, 0, 2);
    assertHolds(inverseNorms, 0.5, 1, 0.25);
    assertHolds(coefficients, 0, 1, -1, 0, 0, 0, 0, 0, 0);
    Tensor dx = scope.floats(Shape.of(3, 2));
    backend
        .metric()
        .distanceLossBackward(spec.rows(), x, inverseNorms, coefficients, statistics, dx);
    // de of a: 2·((a−p) − (a−n)) = (−2, 2), tangential (0, 2), divided by |x| = 2; of n alike.
    assertHolds(dx, 0, 1, 0, 0, 0.5, 0);
  }

  @Test
  void reductionsDivideByTheirCountsAndNothingByZero() {
    for (Reduction reduction : Reduction.values()) {
      TripletSpec spec = new TripletSpec("t", 3, 2, 2, 0.5f, reduction, 1e-10f);
      Tensor x = vector(1, 0, 1, 0, 0, 1);
      Tensor inverseNorms = scope.floats(Shape.of(3));
      Tensor coefficients = scope.floats(Shape.of(3, 3));
      Tensor statistics = scope.floats(Shape.of(TripletSpec.STATISTICS));
      TripletSlots inactive = new TripletSlots(indices(0, 1, 2, 2), indices(1, 0), indices(2, -1));
      backend
          .metric()
          .tripletLossForward(spec, x, inactive, inverseNorms, coefficients, statistics);
      // One filled slot whose hinge is 0 − 2 + 0.5.
      double divisor = reduction == Reduction.MEAN_ACTIVE ? 0 : 1;
      assertHolds(statistics, 0, 1, 0, divisor, 0, 2);
      Tensor dx = scope.floats(Shape.of(3, 2));
      backend
          .metric()
          .distanceLossBackward(spec.rows(), x, inverseNorms, coefficients, statistics, dx);
      assertHolds(dx, 0, 0, 0, 0, 0, 0);
    }
  }

  @Test
  void floatsInPlaceOfIndicesAreRefused() {
    SelectionSpec spec = new SelectionSpec("s", 2, 1, 0.2f, Rule.HARDEST, WhenNone.SKIP);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            backend
                .metric()
                .selectNegatives(
                    spec,
                    vector(0, 1, 1, 0),
                    vector(1, 2),
                    indices(0, 1, 1),
                    indices(1),
                    indices(0)));
  }
}
