package io.github.facenet4j.nn;

import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.L2Normalize;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole path from pixels to loss and back, against central differences. */
class MicroNetworkGradientTest {
  private final GradientCheck check = new GradientCheck();
  private final MemoryScope model = check.model();
  private final ReferenceBackend backend = (ReferenceBackend) model.backend();

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void everyParameterAndEverySeventhPixelMoveTheTripletLossAsBackwardSays(Reduction reduction) {
    Layer network =
        new Sequential("with head", MicroNetwork.define(), new L2Normalize("normalise"));
    check.bind(network, 11);
    double[] pixels = GradientCheck.spaced(MicroNetwork.INPUT.intElements(), 2, 3);
    Tensor x = check.tensor(MicroNetwork.INPUT, pixels);
    TripletLoss loss = new TripletLoss(0.2f, reduction);
    Triplets triplets = Triplets.fixed(model, 6, MicroNetwork.TRIPLETS);

    double[] dx;
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.training(step)) {
      TripletLossValue value = loss.forward(step, network.forward(pass, x), triplets);
      dx = backend.readDoubles(network.backward(pass, loss.backward(step, value)));
    }

    DoubleSupplier lossNow =
        () -> {
          try (MemoryScope step = model.child("difference");
              Pass pass = Pass.rehearsal(step)) {
            TripletLossValue value = loss.forward(step, network.forward(pass, x), triplets);
            return backend.readDoubles(value.statistics())[0];
          }
        };
    check.agrees("dx", x, dx, 7, lossNow);
    for (Parameter parameter : network.parameters()) {
      // A bias before batch norm is subtracted again with the mean: its gradient is rounding noise.
      if (parameter.isTrainable() && !parameter.name().equals("conv1.bias")) {
        double[] gradient = backend.readDoubles(parameter.gradient());
        check.agrees(parameter.name(), parameter.value(), gradient, lossNow);
      }
    }
  }
}
