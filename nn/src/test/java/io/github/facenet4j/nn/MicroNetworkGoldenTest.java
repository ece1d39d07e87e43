package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.nn.optim.AdaGrad;
import io.github.facenet4j.nn.optim.Adam;
import io.github.facenet4j.nn.optim.Momentum;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.Sgd;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The micro network against PyTorch in double precision ({@code tools/golden/micro_network.py}).
 *
 * <p>Tolerances, relative to the largest value: {@code reference} differs by the goldens' nine
 * digits and by reading back in single precision, 1e-7 each. In single precision a layer adds about
 * √K·2⁻²⁴, rounding errors being of either sign; K = 108 terms for the longest sum and 12 layers in
 * each direction give 2·12·10.4·6e-8 = 1.5e-5. Ten steps feed that back into the weights: 1.5e-4.
 */
class MicroNetworkGoldenTest {
  private static final TripletLoss LOSS = new TripletLoss(2f, Reduction.MEAN_SELECTED);

  private final Golden golden = new Golden("micro_network.txt");

  private Layer load(MemoryScope model) {
    Layer network = MicroNetwork.define();
    for (Parameter parameter : network.parameters()) {
      parameter.bindForTraining(model);
      if (parameter.isTrainable()) {
        assertEquals(golden.get(parameter.name()).shape(), parameter.diskShape());
        parameter.writeDisk(golden.get(parameter.name()).floats());
      } else {
        parameter.initialize(0);
      }
    }
    return network;
  }

  @ParameterizedTest
  @CsvSource({"reference, 3e-7", "cpu, 1.5e-5", "opencl, 1.5e-5"})
  void forwardAndBackwardAgreeWithPyTorch(String device, double tolerance) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope model = MemoryScope.root(backend, "model")) {
      Layer network = load(model);
      Tensor x = model.floats(MicroNetwork.INPUT, golden.get("x").floats());
      Triplets triplets = Triplets.fixed(model, 6, MicroNetwork.TRIPLETS);
      try (MemoryScope step = model.child("step");
          Pass pass = Pass.training(step)) {
        Tensor y = network.forward(pass, x);
        golden.agrees("y", y.readFloats(), tolerance, 0);
        TripletLossValue value = LOSS.forward(step, y, triplets);
        golden.agrees("loss", new float[] {value.read().loss()}, tolerance, 0);
        Tensor dx = network.backward(pass, LOSS.backward(step, value));
        golden.agrees("dx", dx.readFloats(), tolerance, 0);
      }
      for (Parameter parameter : network.parameters()) {
        String name = parameter.name();
        if (parameter.isTrainable()) {
          float[] gradient = parameter.toDisk(parameter.gradient().readFloats());
          // The bias before batch norm has gradient 0: only rounding is left of it.
          golden.agrees("grad." + name, gradient, tolerance, tolerance);
        } else {
          golden.agrees("after." + name, parameter.readDisk(), tolerance, 0);
        }
      }
      try (MemoryScope step = model.child("inference");
          Pass pass = Pass.inference(step)) {
        golden.agrees("y.inference", network.forward(pass, x).readFloats(), tolerance, 0);
      }
    }
  }

  private static Optimizer optimizer(String name, MemoryScope scope, List<Parameter> parameters) {
    return switch (name) {
      case "sgd" -> new Sgd(scope, parameters, WeightDecay.NONE);
      case "momentum" -> new Momentum(scope, parameters, WeightDecay.coupled(0.01f), 0.9f);
      case "adagrad" -> new AdaGrad(scope, parameters, WeightDecay.NONE);
      case "adam" -> new Adam(scope, parameters, WeightDecay.coupled(0.01f));
      case "adamw" -> new Adam(scope, parameters, WeightDecay.decoupled(0.01f));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "reference, sgd,      0.0078125,   1e-6",
    "reference, momentum, 0.0078125,   1e-6",
    "reference, adagrad,  0.001953125, 1e-6",
    "reference, adam,     0.001953125, 1e-6",
    "reference, adamw,    0.001953125, 1e-6",
    "cpu,       sgd,      0.0078125,   1.5e-4",
    "cpu,       momentum, 0.0078125,   1.5e-4",
    "cpu,       adagrad,  0.001953125, 1.5e-4",
    "cpu,       adam,     0.001953125, 1.5e-4",
    "cpu,       adamw,    0.001953125, 1.5e-4",
    "opencl,    sgd,      0.0078125,   1.5e-4",
    "opencl,    momentum, 0.0078125,   1.5e-4",
    "opencl,    adagrad,  0.001953125, 1.5e-4",
    "opencl,    adam,     0.001953125, 1.5e-4",
    "opencl,    adamw,    0.001953125, 1.5e-4"
  })
  void tenTrainingLossesAgreeWithPyTorch(
      String device, String optimizerName, float learningRate, double tolerance) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope model = MemoryScope.root(backend, "model")) {
      Layer network = load(model);
      Tensor x = model.floats(MicroNetwork.INPUT, golden.get("x").floats());
      Triplets triplets = Triplets.fixed(model, 6, MicroNetwork.TRIPLETS);
      Optimizer optimizer = optimizer(optimizerName, model, network.parameters());
      float[] losses = new float[10];
      for (int i = 0; i < losses.length; i++) {
        optimizer.zeroGradients();
        try (MemoryScope step = model.child("step");
            Pass pass = Pass.training(step)) {
          TripletLossValue value = LOSS.forward(step, network.forward(pass, x), triplets);
          network.backwardToParameters(pass, LOSS.backward(step, value));
          optimizer.step(learningRate);
          losses[i] = value.read().loss();
        }
      }
      golden.agrees("losses." + optimizerName, losses, tolerance, 0);
    }
  }
}
