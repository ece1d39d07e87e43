package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Optional;

/** Workloads of op calls: a tunable op is one line here and its class. */
final class Workloads {
  private Workloads() {}

  /**
   * The call with operands; nothing for a call that has only one kernel.
   *
   * @param precision that the device rounds the operands of products to
   */
  static Optional<Workload> of(OpCall call, Precision precision) {
    if (call instanceof OpCall.Multiply multiply) {
      return Optional.of(new GemmWorkload(Families.of(Families.GEMM, precision), multiply.spec()));
    }
    if (call instanceof OpCall.ConvForward conv) {
      return conv(
          Families.of(Families.CONV_FORWARD, precision), ConvWorkload.Pass.FORWARD, conv.spec());
    }
    if (call instanceof OpCall.ConvDataGradient conv) {
      return conv(
          Families.of(Families.CONV_DATA_GRADIENT, precision),
          ConvWorkload.Pass.DATA_GRADIENT,
          conv.spec());
    }
    if (call instanceof OpCall.ConvWeightGradient conv) {
      return conv(
          Families.of(Families.CONV_WEIGHT_GRADIENT, precision),
          ConvWorkload.Pass.WEIGHT_GRADIENT,
          conv.spec());
    }
    if (call instanceof OpCall.Distances distances) {
      return Optional.of(new DistanceWorkload(Families.DISTANCE, distances.spec()));
    }
    if (call instanceof OpCall.SelectNegatives selection) {
      return Optional.of(new SelectionWorkload(Families.TRIPLET, selection.spec()));
    }
    if (call instanceof OpCall.TripletLoss loss) {
      return Optional.of(new LossWorkload(Families.LOSS, loss.spec()));
    }
    if (call instanceof OpCall.InvertedResidual) {
      return Optional.empty();
    }
    throw new IllegalArgumentException("Unknown op call " + call);
  }

  private static Optional<Workload> conv(String family, ConvWorkload.Pass pass, Conv2dSpec spec) {
    return spec.isDepthwise()
        ? Optional.empty()
        : Optional.of(new ConvWorkload(family, pass, spec));
  }
}
