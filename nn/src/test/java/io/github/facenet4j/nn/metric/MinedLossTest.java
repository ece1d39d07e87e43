package io.github.facenet4j.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The loss of what a selector finds is that of its triplets, whether or not the device is asked for
 * both.
 */
class MinedLossTest {
  private static final int[] LABELS = {4, 4, 1, 1, 1, 7, 4};
  private static final TripletLoss LOSS = new TripletLoss(0.4f, Reduction.MEAN_SELECTED);

  private static Tensor embeddings(MemoryScope scope) {
    Random random = new Random(3);
    float[] values = new float[LABELS.length * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.floats(Shape.of(LABELS.length, 5), values);
  }

  @Test
  void isTheLossOfTheSelectedTriplets() {
    List<TripletSelector> selectors =
        List.of(
            new AllPairsSemiHard(0.4f, WhenNone.SKIP),
            new AllPairsSemiHard(0.2f, WhenNone.EASIEST),
            new Hardest(),
            new BatchHard());
    try (ReferenceBackend backend = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(backend, "mined")) {
      Tensor x = embeddings(scope);
      DistanceMatrix distances =
          DistanceMatrix.of(
              scope, x, IdentityPairs.of(scope, LABELS), DistanceMatrix.Scaling.UNIT_LENGTH);
      for (TripletSelector selector : selectors) {
        Triplets triplets = selector.select(scope, distances);
        TripletLossValue expected = LOSS.forward(scope, x, triplets);
        TripletLossValue value = LOSS.forward(scope, x, distances, selector);
        assertEquals(expected.read(), value.read(), selector.toString());
        assertEquals(triplets.slotCount(), value.slotCount(), selector.toString());
        assertTrue(value.read().filled() > 0, selector.toString());
        assertArrayEquals(
            LOSS.backward(scope, expected).readFloats(), LOSS.backward(scope, value).readFloats());
      }
    }
  }

  @Test
  void isZeroWithoutPairs() {
    try (ReferenceBackend backend = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(backend, "mined")) {
      Tensor x = scope.floats(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
      DistanceMatrix distances =
          DistanceMatrix.of(
              scope, x, IdentityPairs.of(scope, 1, 2), DistanceMatrix.Scaling.UNIT_LENGTH);
      TripletLossValue value =
          LOSS.forward(scope, x, distances, new AllPairsSemiHard(0.4f, WhenNone.SKIP));
      assertEquals(0, value.read().loss());
      assertEquals(0, value.slotCount());
      assertArrayEquals(new float[6], LOSS.backward(scope, value).readFloats());
    }
  }

  @Test
  void refusesEmbeddingsOfOtherFaces() {
    try (ReferenceBackend backend = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(backend, "mined")) {
      Tensor x = embeddings(scope);
      DistanceMatrix distances =
          DistanceMatrix.of(
              scope, x, IdentityPairs.of(scope, LABELS), DistanceMatrix.Scaling.UNIT_LENGTH);
      Tensor fewer = scope.floats(Shape.of(LABELS.length - 1, 5));
      AllPairsSemiHard selector = new AllPairsSemiHard(0.4f, WhenNone.SKIP);
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> LOSS.forward(scope, fewer, distances, selector));
      assertTrue(refused.getMessage().contains("must be 7xE"), refused.getMessage());
    }
  }
}
