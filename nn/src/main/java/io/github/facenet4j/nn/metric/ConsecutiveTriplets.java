package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch that is a list of triplets already: (0,1,2), (3,4,5), … – anchor, positive and negative
 * of each side by side. For triplets that were chosen offline.
 */
public record ConsecutiveTriplets() implements TripletSelector {
  /** Faces of a triplet. */
  public static final int FACES = 3;

  @Override
  public Triplets select(MemoryScope scope, DistanceMatrix distances) {
    int batch = distances.pairs().batch();
    List<Triplet> triplets =
        IntStream.range(0, batch / FACES)
            .mapToObj(i -> new Triplet(FACES * i, FACES * i + 1, FACES * i + 2))
            .toList();
    return Triplets.fixed(scope, batch, triplets);
  }
}
