package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.TripletSlots;

/**
 * Every valid triplet, {@code {(a,p,n) : label[a] = label[p], a ≠ p, label[n] ≠ label[a]}} ("batch
 * all" in Hermans, Beyer and Leibe 2017), in order of a, p, n.
 *
 * <p>Their number, P·K·(K−1)·(B−K), grows with the cube of the batch: each takes a slot of 8 bytes,
 * made on the host from the labels. Meant for batches of some hundred faces.
 */
public record AllTriplets() implements TripletSelector {
  /** Slots at most: 128 MB, and the largest count that statistics in single precision hold. */
  public static final int MOST = 1 << 24;

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    int[] labels = distances.pairs().identities();
    int batch = labels.length;
    int count = requireCount(labels);
    if (count == 0) {
      return Triplets.none(batch);
    }
    int[] start = new int[batch + 1];
    int[] positives = new int[count];
    int[] negatives = new int[count];
    int slot = 0;
    for (int a = 0; a < batch; a++) {
      for (int p = 0; p < batch; p++) {
        if (p == a || labels[p] != labels[a]) {
          continue;
        }
        for (int n = 0; n < batch; n++) {
          if (labels[n] != labels[a]) {
            positives[slot] = p;
            negatives[slot++] = n;
          }
        }
      }
      start[a + 1] = slot;
    }
    TripletSlots slots =
        new TripletSlots(
            scope.ints(Shape.of(batch + 1), start),
            scope.ints(Shape.of(count), positives),
            scope.ints(Shape.of(count), negatives));
    return new Triplets(batch, count, slots);
  }

  private static int requireCount(int[] labels) {
    long count = 0;
    for (int label : labels) {
      long own = 0;
      for (int other : labels) {
        own += other == label ? 1 : 0;
      }
      count += (own - 1) * (labels.length - own);
    }
    if (count > MOST) {
      throw new IllegalArgumentException(
          "A batch of "
              + labels.length
              + " faces has "
              + count
              + " valid triplets; all of them are taken up to "
              + MOST
              + ". Use fewer people or faces per batch, or a rule that chooses, such as"
              + " batch-hard.");
    }
    return (int) count;
  }
}
