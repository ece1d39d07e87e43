package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;
import static io.github.facenet4j.tensor.reference.ReferenceStorage.ints;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchHardSpec;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.function.IntPredicate;

/** Distances and the choice of negatives; the triplet loss itself is next door. */
final class ReferenceMetric implements MetricOps {
  /** Stands for a bound that is not there. */
  private static final double NONE = Double.NaN;

  private final TransferCounters counters;

  ReferenceMetric(TransferCounters counters) {
    this.counters = counters;
  }

  @Override
  public void pairwiseSquaredDistance(DistanceSpec spec, Tensor xTensor, Tensor distancesTensor) {
    spec.check(xTensor, distancesTensor);
    distances(spec, doubles(xTensor), doubles(distancesTensor));
    counters.addLaunch();
  }

  @Override
  public void unitSquaredDistance(L2NormSpec rows, Tensor xTensor, Tensor distancesTensor) {
    DistanceSpec spec = DistanceSpec.of(rows);
    spec.check(xTensor, distancesTensor);
    double[] unit = new double[spec.batch() * spec.embedding()];
    ReferenceL2Norm.forward(rows, doubles(xTensor), unit, new double[spec.batch()]);
    distances(spec, unit, doubles(distancesTensor));
    counters.addLaunch();
  }

  private static void distances(DistanceSpec spec, double[] x, double[] distances) {
    for (int i = 0; i < spec.batch(); i++) {
      for (int j = 0; j < spec.batch(); j++) {
        distances[i * spec.batch() + j] = i == j ? 0 : squaredDistance(x, i, j, spec.embedding());
      }
    }
  }

  /** {@code |xᵢ − xⱼ|²} of two rows. */
  static double squaredDistance(double[] x, int i, int j, int columns) {
    double sum = 0;
    for (int e = 0; e < columns; e++) {
      double difference = x[i * columns + e] - x[j * columns + e];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public void selectNegatives(
      SelectionSpec spec,
      Tensor distancesTensor,
      Tensor labelsTensor,
      Tensor pairStartTensor,
      Tensor pairPositiveTensor,
      Tensor negativesTensor) {
    spec.check(distancesTensor, labelsTensor, pairStartTensor, pairPositiveTensor, negativesTensor);
    double[] distances = doubles(distancesTensor);
    int[] labels = ints(labelsTensor);
    int[] pairStart = ints(pairStartTensor);
    int[] pairPositive = ints(pairPositiveTensor);
    int[] negatives = ints(negativesTensor);
    for (int face = 0; face < spec.batch(); face++) {
      int a = face;
      for (int slot = pairStart[a]; slot < pairStart[a + 1]; slot++) {
        double positive = distances[a * spec.batch() + pairPositive[slot]];
        int nearest = nearest(spec.batch(), distances, labels, a, Double.NEGATIVE_INFINITY, NONE);
        float bound = spec.upperBound(positive);
        int semiHard = nearest(spec.batch(), distances, labels, a, positive, bound);
        int otherwise =
            switch (spec.whenNone()) {
              case SKIP -> -1;
              case HARDEST -> nearest;
              case EASIEST -> farthest(spec.batch(), distances, a, n -> labels[n] != labels[a]);
            };
        negatives[slot] =
            spec.rule() == Rule.HARDEST ? nearest : semiHard < 0 ? otherwise : semiHard;
      }
    }
    counters.addLaunch();
  }

  /**
   * Index of the nearest face of another identity than a's with {@code above < D[a,n] < below}, the
   * lowest index among equals; −1 when there is none.
   *
   * @param below {@link #NONE} for no bound
   */
  private static int nearest(
      int batch, double[] distances, int[] labels, int a, double above, double below) {
    int best = -1;
    for (int n = 0; n < batch; n++) {
      double distance = distances[a * batch + n];
      boolean wanted =
          labels[n] != labels[a] && distance > above && (Double.isNaN(below) || distance < below);
      if (wanted && (best < 0 || distance < distances[a * batch + best])) {
        best = n;
      }
    }
    return best;
  }

  /** Index of the farthest of these faces from a, the lowest among equals; −1 without any. */
  private static int farthest(int batch, double[] distances, int a, IntPredicate faces) {
    int best = -1;
    for (int n = 0; n < batch; n++) {
      double distance = distances[a * batch + n];
      boolean wanted = faces.test(n) && !Double.isNaN(distance);
      if (wanted && (best < 0 || distance > distances[a * batch + best])) {
        best = n;
      }
    }
    return best;
  }

  @Override
  public void selectBatchHard(
      BatchHardSpec spec,
      Tensor distancesTensor,
      Tensor labelsTensor,
      Tensor positivesTensor,
      Tensor negativesTensor) {
    spec.check(distancesTensor, labelsTensor, positivesTensor, negativesTensor);
    double[] distances = doubles(distancesTensor);
    int[] labels = ints(labelsTensor);
    int[] positives = ints(positivesTensor);
    int[] negatives = ints(negativesTensor);
    for (int face = 0; face < spec.batch(); face++) {
      int a = face;
      int p = farthest(spec.batch(), distances, a, i -> i != a && labels[i] == labels[a]);
      int n = nearest(spec.batch(), distances, labels, a, Double.NEGATIVE_INFINITY, NONE);
      positives[a] = n < 0 ? -1 : p;
      negatives[a] = p < 0 ? -1 : n;
    }
    counters.addLaunch();
  }

  @Override
  public void tripletLossForward(
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    spec.check(x, inverseNorms, coefficients, statistics);
    spec.check(slots);
    ReferenceTriplet.forward(
        spec,
        doubles(x),
        ints(slots.pairStart()),
        ints(slots.pairPositive()),
        ints(slots.negatives()),
        doubles(inverseNorms),
        doubles(coefficients),
        doubles(statistics));
    counters.addLaunch();
  }

  @Override
  public void contrastiveLoss(
      ContrastiveSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor coefficients,
      Tensor statistics) {
    spec.check(distances, labels, coefficients, statistics);
    ReferenceContrastive.forward(
        spec, doubles(distances), ints(labels), doubles(coefficients), doubles(statistics));
    counters.addLaunch();
  }

  @Override
  public void distanceLossBackward(
      L2NormSpec rows,
      Tensor x,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics,
      Tensor dx) {
    rows.checkLoss(x, inverseNorms, coefficients, statistics, dx);
    ReferenceTriplet.backward(
        rows,
        doubles(x),
        doubles(inverseNorms),
        doubles(coefficients),
        doubles(statistics),
        doubles(dx));
    counters.addLaunch();
  }
}
