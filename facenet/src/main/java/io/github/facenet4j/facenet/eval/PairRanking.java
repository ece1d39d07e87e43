package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pairs worth looking at. The nearest pairs of different people and the farthest pairs of one
 * person are a model's worst errors; ties are broken by the lower pair number.
 */
public final class PairRanking {
  private PairRanking() {}

  /** Indices of the {@code most} pairs of a kind with the smallest distances, nearest first. */
  public static List<Integer> nearest(PairDistances pairs, PairKind kind, int most) {
    return ranked(pairs, kind, most, Comparator.comparingDouble(pairs::distance));
  }

  /** Indices of the {@code most} pairs of a kind with the largest distances, farthest first. */
  public static List<Integer> farthest(PairDistances pairs, PairKind kind, int most) {
    Comparator<Integer> ascending = Comparator.comparingDouble(pairs::distance);
    return ranked(pairs, kind, most, ascending.reversed());
  }

  private static List<Integer> ranked(
      PairDistances pairs, PairKind kind, int most, Comparator<Integer> order) {
    return IntStream.range(0, pairs.size())
        .filter(pair -> pairs.kind(pair) == kind)
        .boxed()
        .sorted(order.thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }
}
