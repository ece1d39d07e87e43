package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.Arrays;

/**
 * One negative for every anchor-positive pair.
 *
 * <p>An anchor's row of distances becomes integer keys in the same order, with faces of the
 * anchor's identity and NaN behind everything. Then eight positives at a time look for the least
 * key above their own, values only; the index is found afterwards by looking for the value, which
 * also gives the lowest index among equals.
 */
final class NegativeSelection {
  private final CpuContext context;

  NegativeSelection(CpuContext context) {
    this.context = context;
  }

  void select(
      SelectionSpec spec,
      float[] distances,
      int[] labels,
      int[] pairStart,
      int[] pairPositive,
      int[] negatives) {
    int batch = spec.batch();
    long perAnchor = (long) batch * (1 + spec.pairs() / batch) / 8;
    context.forRanges(
        batch,
        Math.max(1, perAnchor),
        (from, to) -> {
          int[] keys = context.pool().scratch().ints(Use.KEYS, batch);
          int[] thresholds = new int[MetricKernels.THRESHOLDS];
          int[] least = new int[MetricKernels.THRESHOLDS];
          for (int anchor = from; anchor < to; anchor++) {
            if (pairStart[anchor] < pairStart[anchor + 1]) {
              context
                  .kernels()
                  .metric()
                  .keys(distances, anchor * batch, labels, labels[anchor], batch, keys);
              selectForAnchor(
                  spec,
                  distances,
                  anchor * batch,
                  keys,
                  pairPositive,
                  pairStart[anchor],
                  pairStart[anchor + 1],
                  thresholds,
                  least,
                  negatives);
            }
          }
        });
  }

  private void selectForAnchor(
      SelectionSpec spec,
      float[] distances,
      int row,
      int[] keys,
      int[] pairPositive,
      int from,
      int to,
      int[] thresholds,
      int[] least,
      int[] negatives) {
    int otherwise =
        wantsNearest(spec)
            ? nearest(keys, spec.batch(), thresholds, least)
            : spec.whenNone() == WhenNone.EASIEST ? farthest(keys, spec.batch()) : -1;
    if (spec.rule() == Rule.HARDEST) {
      for (int slot = from; slot < to; slot++) {
        negatives[slot] = otherwise;
      }
      return;
    }
    MetricKernels kernels = context.kernels().metric();
    for (int start = from; start < to; start += MetricKernels.THRESHOLDS) {
      int count = Math.min(MetricKernels.THRESHOLDS, to - start);
      for (int q = 0; q < MetricKernels.THRESHOLDS; q++) {
        float positive = distances[row + pairPositive[start + Math.min(q, count - 1)]];
        // Nothing is above the largest key, and nothing is nearer than a NaN.
        thresholds[q] =
            Float.isNaN(positive) ? MetricKernels.NO_KEY - 1 : MetricKernels.key(positive);
      }
      kernels.leastAbove(keys, spec.batch(), thresholds, least);
      for (int q = 0; q < count; q++) {
        int slot = start + q;
        float bound = spec.upperBound(distances[row + pairPositive[slot]]);
        boolean found =
            least[q] != MetricKernels.NO_KEY && MetricKernels.distance(least[q]) < bound;
        negatives[slot] = found ? kernels.indexOf(keys, least[q]) : otherwise;
      }
    }
  }

  private static boolean wantsNearest(SelectionSpec spec) {
    return spec.rule() == Rule.HARDEST || spec.whenNone() == WhenNone.HARDEST;
  }

  private int nearest(int[] keys, int n, int[] thresholds, int[] least) {
    Arrays.fill(thresholds, Integer.MIN_VALUE);
    context.kernels().metric().leastAbove(keys, n, thresholds, least);
    return least[0] == MetricKernels.NO_KEY
        ? -1
        : context.kernels().metric().indexOf(keys, least[0]);
  }

  /** The first index of the greatest key of a face that may be chosen, −1 without any. */
  private static int farthest(int[] keys, int n) {
    int best = -1;
    for (int i = 0; i < n; i++) {
      if (keys[i] != MetricKernels.NO_KEY && (best < 0 || keys[i] > keys[best])) {
        best = i;
      }
    }
    return best;
  }

  /** The farthest of each face's identity and the nearest of the others. */
  void selectBatchHard(
      int batch, float[] distances, int[] labels, int[] positives, int[] negatives) {
    context.forRanges(
        batch,
        batch,
        (from, to) -> {
          for (int a = from; a < to; a++) {
            int row = a * batch;
            int p = -1;
            int n = -1;
            for (int i = 0; i < batch; i++) {
              float d = distances[row + i];
              if (labels[i] != labels[a]) {
                n = n < 0 ? (Float.isNaN(d) ? -1 : i) : d < distances[row + n] ? i : n;
              } else if (i != a) {
                p = p < 0 ? (Float.isNaN(d) ? -1 : i) : d > distances[row + p] ? i : p;
              }
            }
            positives[a] = n < 0 ? -1 : p;
            negatives[a] = p < 0 ? -1 : n;
          }
        });
  }
}
