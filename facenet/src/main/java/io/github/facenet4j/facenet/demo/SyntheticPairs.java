package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A verification protocol over invented people, built as LFW's View 2 is: people are split into
 * folds, and every pair stays inside its fold.
 */
public final class SyntheticPairs {
  private SyntheticPairs() {}

  /**
   * Pairs for all folds, without repetition.
   *
   * @param faces at least two people a fold, with at least two pictures each
   * @param folds number of folds; person i is in fold {@code i mod folds}
   * @param perKind pairs of each kind in each fold
   * @param seed decides which pairs
   * @throws IllegalArgumentException when a fold has fewer pairs
   */
  public static List<FacePair> of(SyntheticFaces faces, int folds, int perKind, long seed) {
    if (folds < 1 || perKind < 1) {
      throw new IllegalArgumentException(
          "Pairs need at least one fold and one pair, got " + folds + " and " + perKind);
    }
    int people = faces.identities() / folds;
    long pictures = faces.pictures();
    long same = people * pictures * (pictures - 1) / 2;
    long different = people * (people - 1L) / 2 * pictures * pictures;
    if (perKind > same || perKind > different) {
      throw new IllegalArgumentException(
          "Asked for "
              + perKind
              + " pairs of each kind in a fold; the smallest fold has "
              + same
              + " same and "
              + different
              + " different ones. Take more people or pictures, or fewer folds.");
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<FacePair> pairs = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      for (PairKind kind : List.of(PairKind.SAME, PairKind.DIFFERENT)) {
        Set<FacePair> chosen = new LinkedHashSet<>();
        for (int attempt = 0; chosen.size() < perKind; attempt++) {
          chosen.add(draw(faces, fold, folds, kind, attempt, random));
        }
        pairs.addAll(chosen);
      }
    }
    return pairs;
  }

  /** One pair, the lower face number first; people take turns, so that everyone is asked about. */
  private static FacePair draw(
      SyntheticFaces faces,
      int fold,
      int folds,
      PairKind kind,
      int attempt,
      SplittableRandom random) {
    int members = (faces.identities() - fold + folds - 1) / folds;
    int one = attempt % members;
    int two = one;
    if (kind == PairKind.DIFFERENT) {
      two = (one + 1 + random.nextInt(members - 1)) % members;
    }
    int pictures = faces.pictures();
    int first = random.nextInt(pictures);
    int second =
        kind == PairKind.SAME
            ? (first + 1 + random.nextInt(pictures - 1)) % pictures
            : random.nextInt(pictures);
    int a = (fold + one * folds) * pictures + first;
    int b = (fold + two * folds) * pictures + second;
    return new FacePair(fold + 1, kind, faces.path(Math.min(a, b)), faces.path(Math.max(a, b)));
  }
}
