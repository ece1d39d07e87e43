package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.TripletSlots;
import java.util.SplittableRandom;

/**
 * All anchor-positive pairs, each with a face of another identity drawn uniformly, {@code n ~ U{i :
 * label[i] ≠ label[a]}}: what the other rules are compared with.
 *
 * <p>Needs labels alone, so the draw is made on the host and copied, four bytes a pair.
 *
 * @param seed of the draw; give every step its own
 */
public record RandomNegatives(long seed) implements TripletSelector {

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    IdentityPairs pairs = distances.pairs();
    if (pairs.count() == 0) {
      return Triplets.none(pairs.batch());
    }
    int[] labels = pairs.identities();
    int[] negatives = new int[pairs.count()];
    SplittableRandom random = new SplittableRandom(seed);
    int slot = 0;
    for (int a = 0; a < labels.length; a++) {
      int own = 0;
      for (int label : labels) {
        own += label == labels[a] ? 1 : 0;
      }
      for (int q = 1; q < own; q++) {
        negatives[slot++] = own == labels.length ? -1 : draw(labels, labels[a], random);
      }
    }
    TripletSlots slots =
        new TripletSlots(
            pairs.pairStart(),
            pairs.pairPositive(),
            scope.ints(Shape.of(negatives.length), negatives));
    return new Triplets(pairs.batch(), pairs.count(), slots);
  }

  private static int draw(int[] labels, int label, SplittableRandom random) {
    int n = random.nextInt(labels.length);
    while (labels[n] == label) {
      n = random.nextInt(labels.length);
    }
    return n;
  }
}
