package io.github.facenet4j.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worked examples, and batches that have nothing to learn from. */
class TripletLossTest {
  private static final TripletSelector SEMI_HARD = new AllPairsSemiHard(0.2f, WhenNone.HARDEST);

  /**
   * Unit vectors at 0°, 60° and 90°: |eₐ−eₚ|² = 2−2cos60° = 1, |eₐ−eₙ|² = 2, so with α = 2 the
   * hinge is 1. The raw vectors have lengths 2, 1 and 3, which scale the gradients by 1/2, 1 and
   * 1/3.
   */
  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void aTripletCanBeCheckedByHand(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      float h = (float) Math.sqrt(0.75);
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {2, 0, 0.5f, h, 0, 3});
      Triplets triplets = Triplets.fixed(scope, 3, List.of(new Triplet(0, 1, 2)));
      TripletLoss loss = new TripletLoss(2, Reduction.SUM);
      TripletLossValue value = loss.forward(scope, x, triplets);
      TripletStatistics read = value.read();
      assertEquals(1, read.loss(), 1e-6);
      assertEquals(1, read.filled());
      assertEquals(1, read.active());
      assertEquals(1, read.activeFraction());
      assertEquals(1, read.meanPositive(), 1e-6);
      assertEquals(2, read.meanNegative(), 1e-6);
      // dL/deₐ = 2(eₙ−eₚ), dL/deₚ = 2(eₚ−eₐ), dL/deₙ = 2(eₐ−eₙ), each without its part along e
      float[] expected = {0, 2 * (1 - h) / 2, -1.5f, h, 2f / 3, 0};
      assertArrayEquals(expected, loss.backward(scope, value).readFloats(), 1e-6f);
    }
  }

  private static void hasNothingToLearn(MemoryScope scope, Triplets triplets) {
    float[] vectors = new float[2 * triplets.batch()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = 1 + i * i;
    }
    Tensor x = scope.floats(Shape.of(triplets.batch(), 2), vectors);
    for (Reduction reduction : Reduction.values()) {
      TripletLoss loss = new TripletLoss(0.2f, reduction);
      TripletLossValue value = loss.forward(scope, x, triplets);
      TripletStatistics read = value.read();
      assertEquals(0, read.loss(), "loss, " + reduction);
      assertEquals(0, read.filled());
      assertEquals(0, read.active());
      assertEquals(0, read.activeFraction());
      assertArrayEquals(new float[vectors.length], loss.backward(scope, value).readFloats());
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void onePersonAloneHasPairsButNoNegatives(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      IdentityPairs pairs = IdentityPairs.of(scope, 7, 7, 7);
      assertEquals(6, pairs.count());
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {1, 0, 0, 1, 1, 1});
      DistanceMatrix distances =
          DistanceMatrix.of(scope, x, pairs, DistanceMatrix.Scaling.AS_GIVEN);
      for (TripletSelector selector : List.of(SEMI_HARD, new Hardest())) {
        Triplets triplets = selector.select(scope, distances);
        assertEquals(List.of(), triplets.read());
        hasNothingToLearn(scope, triplets);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void strangersOnlyHaveNoPairsAndNoKernelRuns(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      IdentityPairs pairs = IdentityPairs.of(scope, 1, 2, 3);
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {1, 0, 0, 1, 1, 1});
      DistanceMatrix distances =
          DistanceMatrix.of(scope, x, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
      long before = backend.counters().launches();
      Triplets triplets = SEMI_HARD.select(scope, distances);
      assertEquals(before, backend.counters().launches());
      assertEquals(0, triplets.slotCount());
      assertEquals(0, triplets.readFilledCount());
      hasNothingToLearn(scope, triplets);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void aPersonWithOneImageIsOnlyEverANegative(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      IdentityPairs pairs = IdentityPairs.of(scope, 5, 9, 5);
      assertEquals(2, pairs.count());
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {1, 0, 0, 1, 1, 1});
      DistanceMatrix distances =
          DistanceMatrix.of(scope, x, pairs, DistanceMatrix.Scaling.AS_GIVEN);
      List<Triplet> chosen = new Hardest().select(scope, distances).read();
      assertEquals(List.of(new Triplet(0, 2, 1), new Triplet(2, 0, 1)), chosen);
    }
  }

  /** Vectors (3,0) and (0,4): 25 apart as given, 2 apart at unit length. */
  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void distancesAreOfTheGivenOrOfTheUnitVectors(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      IdentityPairs pairs = IdentityPairs.of(scope, 1, 1);
      Tensor x = scope.floats(Shape.of(2, 2), new float[] {3, 0, 0, 4});
      assertArrayEquals(
          new float[] {0, 25, 25, 0},
          DistanceMatrix.of(scope, x, pairs, DistanceMatrix.Scaling.AS_GIVEN)
              .distances()
              .readFloats());
      assertArrayEquals(
          new float[] {0, 2, 2, 0},
          DistanceMatrix.of(scope, x, pairs, DistanceMatrix.Scaling.UNIT_LENGTH)
              .distances()
              .readFloats(),
          1e-6f);
    }
  }

  @Test
  void refusesTripletsOutsideTheBatchAndBatchesOfAnotherSize() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      List<Triplet> outside = List.of(new Triplet(0, 1, 3));
      assertThrows(
          IllegalArgumentException.class, () -> Triplets.fixed(scope, 3, outside), "index 3");
      Triplets none = Triplets.fixed(scope, 3, List.of());
      TripletLoss loss = new TripletLoss(0.2f, Reduction.SUM);
      Tensor four = scope.zeros(Shape.of(4, 2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> loss.forward(scope, four, none))
              .getMessage();
      assertEquals("triplet loss: embeddings must be 3xE like the triplets, got 4x2", message);
      assertThrows(IllegalArgumentException.class, () -> IdentityPairs.of(scope));
    }
  }
}
