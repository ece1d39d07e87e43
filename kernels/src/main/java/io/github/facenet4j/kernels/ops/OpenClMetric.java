package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;

/**
 * Distances, selection and loss as one chain of launches: nothing is read back between them.
 *
 * <p>The chain is the same bits on every run: sums are taken in a fixed order, without atomics.
 */
public final class OpenClMetric implements MetricOps {
  private final KernelRuntime runtime;
  private final DistanceFamily.Variant distance;
  private final SelectionFamily.Variant selection;
  private final LossFamily.Variant loss;

  /** With the variants that suit the device. */
  public OpenClMetric(KernelRuntime runtime) {
    this(
        runtime,
        DistanceFamily.forDevice(runtime.limits()),
        null,
        LossFamily.forDevice(runtime.limits()));
  }

  /**
   * With these variants.
   *
   * @param selection null picks by the size of each call
   */
  public OpenClMetric(
      KernelRuntime runtime,
      DistanceFamily.Variant distance,
      SelectionFamily.Variant selection,
      LossFamily.Variant loss) {
    this.runtime = runtime;
    this.distance = distance;
    this.selection = selection;
    this.loss = loss;
  }

  @Override
  public void pairwiseSquaredDistance(DistanceSpec spec, Tensor x, Tensor distances) {
    spec.check(x, distances);
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    distance.launch().run(runtime, distance.kernel(), spec, x, distances);
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
    SelectionFamily.Variant chosen =
        selection == null ? SelectionFamily.forCall(runtime.limits(), spec) : selection;
    chosen.run(runtime, spec, distances, labels, pairStart, pairPositive, negatives);
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
    loss.forward(runtime, spec, x, slots, inverseNorms, coefficients, statistics);
  }

  @Override
  public void tripletLossBackward(
      TripletSpec spec,
      Tensor x,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics,
      Tensor dx) {
    spec.check(x, inverseNorms, coefficients, statistics);
    spec.check(dx, inverseNorms, coefficients, statistics);
    checkSizes(spec.layer(), spec.batch(), spec.embedding());
    loss.backward(runtime, spec, x, inverseNorms, coefficients, statistics, dx);
  }

  private static void checkSizes(String layer, int batch, int embedding) {
    Elements.count(layer, (long) batch * batch);
    Elements.count(layer, (long) batch * embedding);
  }
}
