package io.github.facenet4j.facenet.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Of regions that overlap too much only the one with the best score is kept: greedy, from the best
 * score down, ties by the order that was given.
 */
enum NonMaximumSuppression {
  /** Overlap is measured against the area that either covers. */
  UNION {
    @Override
    double share(double overlap, double area, double other) {
      return overlap / (area + other - overlap);
    }
  },
  /** Overlap is measured against the smaller area: a face within a face goes, too. */
  MINIMUM {
    @Override
    double share(double overlap, double area, double other) {
      return overlap / Math.min(area, other);
    }
  };

  abstract double share(double overlap, double area, double other);

  /**
   * The items that stay, best score first.
   *
   * @param limit the largest share that regions which stay may have in common
   * @param most so many of the best scores are looked at
   */
  <T> List<T> apply(List<T> items, Function<T, Candidate> region, double limit, int most) {
    List<T> kept = new ArrayList<>();
    List<T> byScore =
        items.stream()
            .sorted(Comparator.comparingDouble((T item) -> region.apply(item).score()).reversed())
            .limit(most)
            .toList();
    for (T item : byScore) {
      Candidate own = region.apply(item);
      boolean stays = true;
      for (int i = 0; stays && i < kept.size(); i++) {
        Candidate better = region.apply(kept.get(i));
        double overlap = own.overlap(better);
        stays = overlap == 0 || share(overlap, own.area(), better.area()) <= limit;
      }
      if (stays) {
        kept.add(item);
      }
    }
    return kept;
  }
}
