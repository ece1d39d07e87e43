package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchHardSpec;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.List;
import java.util.Map;

/**
 * Distances, selection and loss as one chain of launches: nothing is read back between them.
 *
 * <p>The chain gives the same bits on every run: sums are taken in a fixed order, without atomics.
 * Family names for {@link VariantChoices}: {@code distance}, {@code triplet}, {@code loss}.
 */
public final class OpenClMetricOps implements MetricOps {
  private final PairwiseDistance distance;
  private final NegativeSelection selection;
  private final BatchHardSelection batchHard;
  private final FusedTripletLoss loss;
  private final ContrastiveLoss contrast;

  /** The families on one device. */
  public OpenClMetricOps(KernelRuntime runtime, VariantChoices choices) {
    distance = new PairwiseDistance(runtime, choices);
    selection = new NegativeSelection(runtime, choices);
    batchHard = new BatchHardSelection(runtime);
    loss = new FusedTripletLoss(runtime, choices);
    contrast = new ContrastiveLoss(runtime);
  }

  /** The families that can be tuned, with their variants, lowest rung first. */
  public static Map<String, List<KernelVariant>> ladders() {
    return Map.of(
        PairwiseDistance.FAMILY, PairwiseDistance.VARIANTS,
        NegativeSelection.FAMILY, NegativeSelection.VARIANTS,
        FusedTripletLoss.FAMILY, FusedTripletLoss.VARIANTS);
  }

  @Override
  public void pairwiseSquaredDistance(DistanceSpec spec, Tensor x, Tensor distances) {
    spec.check(x, distances);
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    distance.compute(spec, x, distances);
  }

  @Override
  public void unitSquaredDistance(L2NormSpec rows, Tensor x, Tensor distances) {
    DistanceSpec spec = DistanceSpec.of(rows);
    spec.check(x, distances);
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    distance.computeUnit(rows, x, distances);
  }

  @Override
  public void selectNegatives(
      SelectionSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor pairStart,
      Tensor pairPositive,
      Tensor negatives) {
    spec.check(distances, labels, pairStart, pairPositive, negatives);
    checkSizes(spec.layer(), spec.batch(), 1);
    selection.select(spec, distances, labels, pairStart, pairPositive, negatives);
  }

  @Override
  public void selectBatchHard(
      BatchHardSpec spec, Tensor distances, Tensor labels, Tensor positives, Tensor negatives) {
    spec.check(distances, labels, positives, negatives);
    checkSizes(spec.layer(), spec.batch(), 1);
    batchHard.select(spec, distances, labels, positives, negatives);
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
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    loss.forward(spec, x, slots, inverseNorms, coefficients, statistics);
  }

  @Override
  public void minedTripletLoss(
      SelectionSpec selected,
      TripletSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    selected.check(distances, labels, slots.pairStart(), slots.pairPositive(), slots.negatives());
    spec.check(x, inverseNorms, coefficients, statistics);
    spec.check(slots);
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    if (selection.isByBuckets(selected) && loss.canMine(spec)) {
      loss.mine(
          selected, spec, distances, labels, x, slots, inverseNorms, coefficients, statistics);
    } else {
      MetricOps.super.minedTripletLoss(
          selected, spec, distances, labels, x, slots, inverseNorms, coefficients, statistics);
    }
  }

  @Override
  public void contrastiveLoss(
      ContrastiveSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor coefficients,
      Tensor statistics) {
    spec.check(distances, labels, coefficients, statistics);
    checkSizes(spec.layer(), spec.batch(), 1);
    contrast.forward(spec, distances, labels, coefficients, statistics);
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
    checkSizes(rows.layer(), rows.rows(), rows.columns());
    loss.backward(rows, x, inverseNorms, coefficients, statistics, dx);
  }

  private static void checkSizes(String layer, int batch, int embedding) {
    Elements.count(layer, (long) batch * batch);
    Elements.count(layer, (long) batch * embedding);
  }
}
