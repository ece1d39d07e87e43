package io.github.facenet4j.tensor.spi;

import java.util.List;

/** One op and its spec, without operands: what a network asks of a device, as data. */
public sealed interface OpCall {

  /** Multiply-adds of the call; 0 where it does not count in them. */
  long multiplyAdds();

  /** {@link GemmOps#multiply}. */
  record Multiply(GemmSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }
  }

  /** {@link ConvOps#forward}. */
  record ConvForward(Conv2dSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }
  }

  /** {@link ConvOps#invertedResidual} without slopes: one op, or {@link #parts} where it is not. */
  record InvertedResidual(InvertedResidualSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }

    /** Its three convolutions. */
    public List<OpCall> parts() {
      return List.of(
          new ConvForward(spec.expansion()),
          new ConvForward(spec.filtering()),
          new ConvForward(spec.projection()));
    }
  }

  /** {@link ConvOps#dataGradient}. */
  record ConvDataGradient(Conv2dSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }
  }

  /** {@link ConvOps#weightGradient}. */
  record ConvWeightGradient(Conv2dSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }
  }

  /** {@link MetricOps#pairwiseSquaredDistance}. */
  record Distances(DistanceSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return spec.multiplyAdds();
    }
  }

  /** {@link MetricOps#tripletLossForward} and {@link MetricOps#distanceLossBackward}. */
  record TripletLoss(TripletSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return 0;
    }
  }

  /** {@link MetricOps#selectNegatives}. */
  record SelectNegatives(SelectionSpec spec) implements OpCall {
    @Override
    public long multiplyAdds() {
      return 0;
    }
  }
}
