package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchHardSpec;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;

/** Distances, selection and losses; all but the distances are next door. */
final class CpuMetric implements MetricOps {
  private final CpuContext context;
  private final UnitLength unitLength;
  private final NegativeSelection selection;
  private final TripletHinge hinge;
  private final ContrastiveRows contrast;

  CpuMetric(CpuContext context) {
    this.context = context;
    unitLength = new UnitLength(context);
    selection = new NegativeSelection(context);
    hinge = new TripletHinge(context);
    contrast = new ContrastiveRows(context);
  }

  @Override
  public void pairwiseSquaredDistance(DistanceSpec spec, Tensor x, Tensor distances) {
    spec.check(x, distances);
    context.counters().addLaunch();
    distances(spec, CpuStorage.floats(x), CpuStorage.floats(distances));
  }

  @Override
  public void unitSquaredDistance(L2NormSpec rows, Tensor x, Tensor distances) {
    DistanceSpec spec = DistanceSpec.of(rows);
    spec.check(x, distances);
    context.counters().addLaunch();
    Scratch scratch = context.pool().scratch();
    float[] unit =
        scratch.floats(Scratch.Use.UNIT_ROWS, spec.batch() * spec.embedding() + CpuStorage.SLACK);
    float[] inverseNorms = scratch.floats(Scratch.Use.CHANNELS_B, spec.batch());
    unitLength.forward(rows, CpuStorage.floats(x), unit, inverseNorms);
    distances(spec, unit, CpuStorage.floats(distances));
  }

  private void distances(DistanceSpec spec, float[] x, float[] distances) {
    new PairwiseDistance(context, spec.batch(), spec.embedding(), x, distances).run();
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
    context.counters().addLaunch();
    selection.select(
        spec,
        CpuStorage.floats(distances),
        CpuStorage.ints(labels),
        CpuStorage.ints(pairStart),
        CpuStorage.ints(pairPositive),
        CpuStorage.ints(negatives));
  }

  @Override
  public void selectBatchHard(
      BatchHardSpec spec, Tensor distances, Tensor labels, Tensor positives, Tensor negatives) {
    spec.check(distances, labels, positives, negatives);
    context.counters().addLaunch();
    selection.selectBatchHard(
        spec.batch(),
        CpuStorage.floats(distances),
        CpuStorage.ints(labels),
        CpuStorage.ints(positives),
        CpuStorage.ints(negatives));
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
    context.counters().addLaunch();
    hinge.forward(
        spec,
        CpuStorage.floats(x),
        CpuStorage.ints(slots.pairStart()),
        CpuStorage.ints(slots.pairPositive()),
        CpuStorage.ints(slots.negatives()),
        CpuStorage.floats(inverseNorms),
        CpuStorage.floats(coefficients),
        CpuStorage.floats(statistics));
  }

  @Override
  public void contrastiveLoss(
      ContrastiveSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor coefficients,
      Tensor statistics) {
    spec.check(distances, labels, coefficients, statistics);
    context.counters().addLaunch();
    contrast.forward(
        spec,
        CpuStorage.floats(distances),
        CpuStorage.ints(labels),
        CpuStorage.floats(coefficients),
        CpuStorage.floats(statistics));
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
    context.counters().addLaunch();
    hinge.backward(
        rows,
        CpuStorage.floats(x),
        CpuStorage.floats(inverseNorms),
        CpuStorage.floats(coefficients),
        CpuStorage.floats(statistics),
        CpuStorage.floats(dx));
  }
}
