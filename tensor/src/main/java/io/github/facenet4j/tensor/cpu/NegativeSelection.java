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
    int nearest = wantsNearest(spec) ? nearest(keys, spec.batch(), thresholds, least) : -1;
    if (spec.rule() == Rule.HARDEST) {
      for (int slot = from; slot < to; slot++) {
        negatives[slot] = nearest;
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
        negatives[slot] = found ? kernels.indexOf(keys, least[q]) : nearest;
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
}
