package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchHardSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import java.util.Arrays;

/**
 * The squared distances of all faces of a batch, {@code D[i,j] = |xᵢ − xⱼ|²}, on the device, with
 * the identities they belong to.
 */
public final class DistanceMatrix {

  /** What the rows are when their distances are taken. */
  public enum Scaling {
    /** The given vectors. */
    AS_GIVEN,
    /** The given vectors scaled to unit length, as {@link TripletLoss} does: D is in [0,4]. */
    UNIT_LENGTH
  }

  private static final String NAME = "distance matrix";

  private final Tensor distances;
  private final IdentityPairs pairs;

  private DistanceMatrix(Tensor distances, IdentityPairs pairs) {
    this.distances = distances;
    this.pairs = pairs;
  }

  /**
   * Distances of all rows.
   *
   * @param x embeddings [B,E]
   * @param pairs of the same B faces
   */
  public static DistanceMatrix of(
      MemoryScope scope, Tensor x, IdentityPairs pairs, Scaling scaling) {
    int batch = pairs.batch();
    int embedding = x.shape().dim(-1);
    Tensor distances = scope.floats(Shape.of(batch, batch));
    if (scaling == Scaling.AS_GIVEN) {
      DistanceSpec spec = new DistanceSpec(NAME, batch, embedding);
      scope.backend().metric().pairwiseSquaredDistance(spec, x, distances);
    } else {
      L2NormSpec rows = L2NormSpec.of(NAME, batch, embedding);
      scope.backend().metric().unitSquaredDistance(rows, x, distances);
    }
    return new DistanceMatrix(distances, pairs);
  }

  /**
   * Distances that were computed elsewhere.
   *
   * @param distances [B,B]
   */
  public static DistanceMatrix given(Tensor distances, IdentityPairs pairs) {
    Shape expected = Shape.of(pairs.batch(), pairs.batch());
    if (!distances.shape().equals(expected)) {
      throw new IllegalArgumentException(
          NAME + ": distances must be " + expected + ", got " + distances.shape());
    }
    return new DistanceMatrix(distances, pairs);
  }

  /** D [B,B]. */
  public Tensor distances() {
    return distances;
  }

  /** Labels and pairs. */
  public IdentityPairs pairs() {
    return pairs;
  }

  /** Runs the device's selection; without pairs there is nothing to run. */
  Triplets select(MemoryScope scope, PairRule rule) {
    if (pairs.count() == 0) {
      return Triplets.none(pairs.batch());
    }
    Tensor negatives = scope.ints(Shape.of(pairs.count()));
    TripletSlots slots = new TripletSlots(pairs.pairStart(), pairs.pairPositive(), negatives);
    scope
        .backend()
        .metric()
        .selectNegatives(
            rule.on(pairs),
            distances,
            pairs.labels(),
            slots.pairStart(),
            slots.pairPositive(),
            negatives);
    return new Triplets(pairs.batch(), pairs.count(), slots);
  }

  /** Runs the device's choice of one triplet a face; without pairs there is nothing to run. */
  Triplets selectBatchHard(MemoryScope scope) {
    int batch = pairs.batch();
    if (pairs.count() == 0) {
      return Triplets.none(batch);
    }
    int[] oneEach = new int[batch + 1];
    Arrays.setAll(oneEach, face -> face);
    TripletSlots slots =
        new TripletSlots(
            scope.ints(Shape.of(batch + 1), oneEach),
            scope.ints(Shape.of(batch)),
            scope.ints(Shape.of(batch)));
    BatchHardSpec spec = new BatchHardSpec("batch-hard selection", batch);
    scope
        .backend()
        .metric()
        .selectBatchHard(spec, distances, pairs.labels(), slots.pairPositive(), slots.negatives());
    return new Triplets(batch, batch, slots);
  }
}
