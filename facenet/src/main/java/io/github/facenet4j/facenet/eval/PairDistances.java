package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Distances of pairs of faces with what is true of each pair: everything evaluation needs.
 *
 * <p>Immutable. Any distance that grows with dissimilarity will do; embeddings of this project use
 * squared L2 distances of unit vectors, 0..4.
 */
public final class PairDistances {
  private final int[] folds;
  private final PairKind[] kinds;
  private final double[] distances;

  /**
   * Copies the columns of a table with one row per pair.
   *
   * @param folds fold of each pair, from 1
   * @param kinds whether the pair is one person
   * @param distances finite
   * @throws IllegalArgumentException when lengths differ or an entry is not allowed
   */
  public PairDistances(int[] folds, PairKind[] kinds, double[] distances) {
    if (folds.length != kinds.length || folds.length != distances.length) {
      throw new IllegalArgumentException(
          "Pairs need as many folds as kinds and distances, got "
              + folds.length
              + ", "
              + kinds.length
              + " and "
              + distances.length);
    }
    this.folds = folds.clone();
    this.kinds = kinds.clone();
    this.distances = distances.clone();
    for (int i = 0; i < distances.length; i++) {
      if (!Double.isFinite(distances[i])) {
        throw new IllegalArgumentException(
            "The distance of pair "
                + (i + 1)
                + " is "
                + distances[i]
                + "; embeddings must be finite, check the weights for NaN");
      }
      if (folds[i] < 1) {
        throw new IllegalArgumentException(
            "Folds are numbered from 1, pair " + (i + 1) + " has " + folds[i]);
      }
    }
  }

  /** The pairs of a protocol with a distance computed for each. */
  static PairDistances of(List<FacePair> pairs, ToDoubleFunction<FacePair> distance) {
    return new PairDistances(
        pairs.stream().mapToInt(FacePair::fold).toArray(),
        pairs.stream().map(FacePair::kind).toArray(PairKind[]::new),
        pairs.stream().mapToDouble(distance).toArray());
  }

  /** All pairs of several tables. */
  static PairDistances joined(List<PairDistances> parts) {
    return new PairDistances(
        parts.stream().flatMapToInt(part -> Arrays.stream(part.folds)).toArray(),
        parts.stream().flatMap(part -> Arrays.stream(part.kinds)).toArray(PairKind[]::new),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.distances)).toArray());
  }

  /** Number of pairs. */
  public int size() {
    return distances.length;
  }

  /** Fold of a pair, from 1. */
  public int fold(int pair) {
    return folds[pair];
  }

  /** What is true of a pair. */
  public PairKind kind(int pair) {
    return kinds[pair];
  }

  /** Distance of a pair. */
  public double distance(int pair) {
    return distances[pair];
  }

  /** The largest fold number, 0 without pairs. */
  public int foldCount() {
    return Arrays.stream(folds).max().orElse(0);
  }

  /** Number of pairs of a kind. */
  public int count(PairKind kind) {
    return (int) Arrays.stream(kinds).filter(k -> k == kind).count();
  }

  /** Number of pairs of a kind whose distance is below a threshold. */
  public int accepted(PairKind kind, double threshold) {
    return (int) indices().filter(i -> kinds[i] == kind && distances[i] < threshold).count();
  }

  /** Distances of a kind, ascending. */
  public double[] sorted(PairKind kind) {
    return indices()
        .filter(i -> kinds[i] == kind)
        .mapToDouble(i -> distances[i])
        .sorted()
        .toArray();
  }

  /** All distances in order of the pairs. */
  double[] all() {
    return distances.clone();
  }

  /** The pairs of one fold. */
  public PairDistances inFold(int fold) {
    return rows(indices().filter(i -> folds[i] == fold).toArray());
  }

  /** The pairs of all other folds. */
  public PairDistances outsideFold(int fold) {
    return rows(indices().filter(i -> folds[i] != fold).toArray());
  }

  /** The pairs whose number, from 0, passes. */
  public PairDistances where(IntPredicate wanted) {
    return rows(indices().filter(wanted).toArray());
  }

  private IntStream indices() {
    return IntStream.range(0, distances.length);
  }

  private PairDistances rows(int[] rows) {
    return new PairDistances(
        Arrays.stream(rows).map(i -> folds[i]).toArray(),
        Arrays.stream(rows).mapToObj(i -> kinds[i]).toArray(PairKind[]::new),
        Arrays.stream(rows).mapToDouble(i -> distances[i]).toArray());
  }

  /**
   * Checks that there is a pair of each kind.
   *
   * @param what the set of pairs, for the message
   */
  void requireBothKinds(String what) {
    int same = count(PairKind.SAME);
    int different = count(PairKind.DIFFERENT);
    if (same == 0 || different == 0) {
      throw new IllegalArgumentException(
          what
              + " needs pairs of one person and pairs of two people, got "
              + same
              + " same and "
              + different
              + " different");
    }
  }
}
