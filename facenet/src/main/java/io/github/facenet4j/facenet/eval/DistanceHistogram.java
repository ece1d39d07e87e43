package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.Arrays;

/**
 * How distances of same and of different pairs are spread.
 *
 * @param from lower edge of the first bin
 * @param binWidth width of every bin; bin i covers {@code [from + i·w, from + (i+1)·w)}, the last
 *     one its upper edge too
 * @param same number of same pairs in each bin
 * @param different number of different pairs in each bin
 */
public record DistanceHistogram(double from, double binWidth, int[] same, int[] different) {

  /** Copies the counts. */
  public DistanceHistogram {
    same = same.clone();
    different = different.clone();
  }

  /**
   * Counts distances in equal bins from 0, or the smallest distance where that is below 0, to the
   * largest.
   *
   * @param bins at least 1
   * @throws IllegalArgumentException without bins or pairs
   */
  public static DistanceHistogram of(PairDistances pairs, int bins) {
    if (bins < 1 || pairs.size() == 0) {
      throw new IllegalArgumentException(
          "A histogram needs bins and pairs, got " + bins + " and " + pairs.size());
    }
    double from = Math.min(0, Arrays.stream(pairs.all()).min().getAsDouble());
    double to = Arrays.stream(pairs.all()).max().getAsDouble();
    double width = to > from ? (to - from) / bins : 1.0 / bins;
    int[] same = new int[bins];
    int[] different = new int[bins];
    for (int i = 0; i < pairs.size(); i++) {
      int bin = (int) Math.min(bins - 1, Math.floor((pairs.distance(i) - from) / width));
      (pairs.kind(i) == PairKind.SAME ? same : different)[bin]++;
    }
    return new DistanceHistogram(from, width, same, different);
  }

  /** A copy of the counts. */
  @Override
  public int[] same() {
    return same.clone();
  }

  /** A copy of the counts. */
  @Override
  public int[] different() {
    return different.clone();
  }
}
