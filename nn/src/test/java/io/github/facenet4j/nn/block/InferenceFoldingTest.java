package io.github.facenet4j.nn.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.MicroNetwork;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A folded network computes the same with fewer kernels. */
class InferenceFoldingTest {

  private static Layer conv(String name, int in, int out) {
    return new Conv2d(name, in, out, Window.same(3), Bias.NONE);
  }

  private static Layer residual(Layer... body) {
    return new Residual("block", new Sequential("body", body));
  }

  /** Inverted residual bottleneck of 3 channels, 8 wide. */
  private static Layer bottleneck(int out, int stride) {
    return new Sequential(
        "bottleneck",
        new Conv2d("expand", 3, 8, Window.of(1), Bias.NONE),
        new BatchNorm("bn1", 8, 1e-3f, 0.1f, Activation.RELU6),
        new DepthwiseConv2d("filter", 8, Window.same(3).stride(stride), Bias.NONE),
        new BatchNorm("bn2", 8, 1e-3f, 0.1f, Activation.RELU6),
        new Conv2d("project", 8, out, Window.of(1), Bias.NONE),
        new BatchNorm("bn3", out));
  }

  /** Definition and the number of kernels after folding. */
  static Stream<Arguments> networks() {
    List<Supplier<Layer>> definitions =
        List.of(
            () -> new Conv2d("conv", 3, 4, Window.same(3), Bias.ADDED),
            () -> new Sequential("n", conv("conv", 3, 4), new BatchNorm("bn", 4)),
            () ->
                new Sequential(
                    "n",
                    new Conv2d("conv", 3, 4, Window.same(3).stride(2), Bias.ADDED),
                    new BatchNorm("bn", 4, 1e-3f, 0.1f, Activation.NONE),
                    Activate.relu("relu")),
            () -> new Sequential("n", conv("conv", 3, 4), BatchNorm.relu("bn", 4)),
            () ->
                new Sequential(
                    "two activations",
                    conv("conv", 3, 4),
                    BatchNorm.relu("bn", 4),
                    Activate.prelu("prelu", 4)),
            () -> residual(conv("a", 3, 3), BatchNorm.relu("activated before the sum", 3)),
            () ->
                new Sequential(
                    "n",
                    new DepthwiseConv2d("dw", 3, Window.same(3), Bias.ADDED),
                    new Sequential("inner", new BatchNorm("bn", 3), new Identity("nothing")),
                    Activate.relu6("relu6")),
            () ->
                new Sequential(
                    "n", conv("conv", 3, 4), new BatchNorm("bn", 4), Activate.prelu("prelu", 4)),
            () ->
                new Sequential(
                    "n",
                    new Linear("fc", Shape.of(5, 4, 3), 6, Bias.NONE),
                    new Dropout("dropout", 0.5f),
                    new BatchNorm("bn", 6),
                    Activate.prelu("prelu", 6)),
            () ->
                new Sequential(
                    "n",
                    residual(conv("a", 3, 3), new BatchNorm("bn", 3)),
                    Activate.prelu("prelu", 3)),
            () ->
                new Sequential(
                    "n",
                    new Residual(
                        "block",
                        new Sequential(
                            "body", conv("a", 3, 4), Activate.relu("r"), conv("b", 4, 2)),
                        new Sequential("shortcut", conv("c", 3, 2), new BatchNorm("bn", 2))),
                    Activate.relu("relu")),
            () -> residual(conv("a", 3, 3), Activate.relu("activated before the sum")),
            () -> new Residual("block", new Identity("nothing")),
            () ->
                new Sequential(
                    "n",
                    new BatchNorm("bn", 3, 1e-5f, 0.1f, Activation.RELU6),
                    Activate.prelu("prelu", 3),
                    new Flatten("flatten")),
            () -> new Sequential("n", new Dropout("dropout", 0.1f), new Identity("identity")),
            () ->
                new Concat(
                    "block of branches of different lengths and sizes",
                    new Sequential(
                        "a", conv("a1", 3, 4), BatchNorm.relu("bn", 4), conv("a2", 4, 2)),
                    new Sequential(
                        "b", new Pool("max", PoolKind.MAX, Window.of(2)), conv("b", 3, 5)),
                    conv("c", 3, 6),
                    new Pool("average", PoolKind.AVERAGE, Window.of(3)),
                    new Identity("as it is")),
            () -> bottleneck(4, 2),
            () -> new Residual("block", bottleneck(3, 1)),
            () -> new Residual("block", bottleneck(2, 1), conv("shortcut", 3, 2)),
            () -> residual(bottleneck(3, 1), Activate.relu("activated before the sum")));
    int[] launches = {1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 3, 2, 1, 2, 0, 9, 3, 3, 4, 4};
    // A bottleneck is one op on cpu, and three where a shortcut of its own is added to it.
    int[] cpuLaunches = {1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 3, 2, 1, 2, 0, 9, 1, 1, 4, 2};
    Stream.Builder<Arguments> cases = Stream.builder();
    for (int i = 0; i < launches.length; i++) {
      cases.add(arguments("reference", definitions.get(i).get(), launches[i]));
      cases.add(arguments("cpu", definitions.get(i).get(), cpuLaunches[i]));
    }
    return cases.build();
  }

  private static float[] random(int n, SplittableRandom random, double least, double most) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (least + (most - least) * random.nextDouble());
    }
    return values;
  }

  private static void bind(Layer network, MemoryScope scope) {
    SplittableRandom random = new SplittableRandom(4);
    for (Parameter parameter : network.parameters()) {
      parameter.bind(scope);
      double least = parameter.name().endsWith("running_var") ? 0.3 : -1;
      parameter.writeDisk(random(parameter.shape().intElements(), random, least, 1.5));
    }
  }

  private static float[] infer(Layer network, MemoryScope scope, Tensor x) {
    try (MemoryScope step = scope.child("step");
        Pass pass = Pass.inference(step)) {
      return network.forward(pass, x).readFloats();
    }
  }

  @ParameterizedTest(name = "{index} {0} {1}, {2} kernels")
  @MethodSource("networks")
  void foldedNetworksAgreeWithTheOriginal(String device, Layer network, int launches) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope target = MemoryScope.root(backend, "folded")) {
      MemoryScope original = MemoryScope.root(backend, "original");
      bind(network, original);
      Shape input = Shape.nhwc(2, 5, 4, 3);
      Tensor x = target.floats(input, random(120, new SplittableRandom(9), -1, 1));
      float[] expected = infer(network, original, x);
      Layer folded = InferenceFolding.fold(network, target);
      assertEquals(network.outputShape(input), folded.outputShape(input));
      assertEquals(network.multiplyAdds(input), folded.multiplyAdds(input));
      assertArrayEquals(expected, infer(network, original, x), "the original is as it was");
      original.close();
      long before = backend.counters().launches();
      float[] found = infer(folded, target, x);
      assertEquals(launches, backend.counters().launches() - before, "kernels");
      for (int i = 0; i < expected.length; i++) {
        double allowed = 1e-5 * Math.max(1, Math.abs(expected[i]));
        assertEquals(expected[i], found[i], allowed, "output " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void theMicroNetworkFoldsIntoFewerKernels(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope original = MemoryScope.root(backend, "original");
        MemoryScope target = MemoryScope.root(backend, "folded")) {
      Layer network = MicroNetwork.define();
      bind(network, original);
      SplittableRandom random = new SplittableRandom(9);
      float[] pixels = random(MicroNetwork.INPUT.intElements(), random, -1, 1);
      Tensor x = target.floats(MicroNetwork.INPUT, pixels);
      float[] expected = infer(network, original, x);
      long start = backend.counters().launches();
      infer(network, original, x);
      long unfolded = backend.counters().launches() - start;
      Layer folded = InferenceFolding.fold(network, target);
      long before = backend.counters().launches();
      float[] found = infer(folded, target, x);
      long launches = backend.counters().launches() - before;
      assertTrue(launches <= unfolded - 7, launches + " kernels, before " + unfolded);
      double largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], found[i], 1e-5 * largest, "output " + i);
      }
    }
  }

  @Test
  void anInvertedResidualBottleneckIsOneLayer() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "model")) {
      Layer network =
          new Sequential("n", bottleneck(3, 2), new Residual("block", bottleneck(3, 1)));
      bind(network, scope);
      List<String> folded =
          InferenceFolding.fold(network, scope).children().stream().map(Layer::toString).toList();
      assertEquals(List.of("InvertedResidual 3→8→3/2", "InvertedResidual 3→8→3 + input"), folded);
    }
  }

  @Test
  void weightsBelowTheNormalRangeBecomeZero() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "model")) {
      Layer conv = new Conv2d("dying", 1, 2, Window.of(1), Bias.NONE);
      conv.parameters().get(0).bind(scope);
      conv.parameters().get(0).writeDisk(new float[] {1e-39f, 2 * Float.MIN_NORMAL});
      Layer folded = InferenceFolding.fold(conv, scope);
      float[] expected = {0, 2 * Float.MIN_NORMAL};
      assertArrayEquals(expected, folded.parameters().get(0).readDisk());
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void foldedNetworksRefuseToTrain(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "model")) {
      Layer conv = new Conv2d("stem.conv", 3, 4, Window.same(3), Bias.ADDED);
      bind(conv, scope);
      Layer folded = InferenceFolding.fold(conv, scope);
      Tensor x = scope.zeros(Shape.nhwc(1, 5, 4, 3));
      Pass pass = Pass.training(scope);
      String message =
          assertThrows(UnsupportedOperationException.class, () -> folded.forward(pass, x))
              .getMessage();
      assertTrue(message.startsWith("stem.conv was folded for inference"), message);
    }
  }
}
