package io.github.facenet4j.tensor.spi;

/** One op and its spec, without operands: what a network asks of a device, as data. */
public sealed interface OpCall {

  /** {@link GemmOps#multiply}. */
  record Multiply(GemmSpec spec) implements OpCall {}

  /** {@link ConvOps#forward}. */
  record ConvForward(Conv2dSpec spec) implements OpCall {}

  /** {@link ConvOps#dataGradient}. */
  record ConvDataGradient(Conv2dSpec spec) implements OpCall {}

  /** {@link ConvOps#weightGradient}. */
  record ConvWeightGradient(Conv2dSpec spec) implements OpCall {}

  /** {@link MetricOps#pairwiseSquaredDistance}. */
  record Distances(DistanceSpec spec) implements OpCall {}

  /** {@link MetricOps#selectNegatives}. */
  record SelectNegatives(SelectionSpec spec) implements OpCall {}
}
