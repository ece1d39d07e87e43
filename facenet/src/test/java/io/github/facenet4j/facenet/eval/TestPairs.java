package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Tables of pairs for tests. */
final class TestPairs {
  private TestPairs() {}

  /** One fold with these distances of same and of different pairs. */
  static PairDistances of(double[] same, double[] different) {
    return folds(new double[][] {same}, new double[][] {different});
  }

  /** Fold i + 1 has the distances {@code same[i]} and {@code different[i]}. */
  static PairDistances folds(double[][] same, double[][] different) {
    int size = Arrays.stream(same).mapToInt(f -> f.length).sum();
    size += Arrays.stream(different).mapToInt(f -> f.length).sum();
    int[] folds = new int[size];
    PairKind[] kinds = new PairKind[size];
    double[] distances = new double[size];
    int pair = 0;
    for (int fold = 0; fold < same.length; fold++) {
      for (PairKind kind : PairKind.values()) {
        for (double d : kind == PairKind.SAME ? same[fold] : different[fold]) {
          folds[pair] = fold + 1;
          kinds[pair] = kind;
          distances[pair++] = d;
        }
      }
    }
    return new PairDistances(folds, kinds, distances);
  }

  /** Random pairs; distances on a grid of {@code levels} values, so that they tie. */
  static PairDistances random(long seed, int folds, int pairs, int levels) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] fold = new int[pairs];
    PairKind[] kinds = new PairKind[pairs];
    double[] distances = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      fold[i] = 1 + i % folds;
      kinds[i] = i / folds % 2 == 0 ? PairKind.SAME : PairKind.DIFFERENT;
      double mean = kinds[i] == PairKind.SAME ? 1 : 1.6;
      distances[i] = Math.round((mean + random.nextDouble()) * levels) / (double) levels;
    }
    return new PairDistances(fold, kinds, distances);
  }
}
