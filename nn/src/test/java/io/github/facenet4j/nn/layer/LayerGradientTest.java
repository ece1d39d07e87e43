package io.github.facenet4j.nn.layer;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.nn.GradientCheck;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer and block against central differences, on shapes that are not square. */
class LayerGradientTest {

  static Stream<Arguments> layers() {
    Shape map = Shape.nhwc(2, 5, 4, 3);
    Shape rows = Shape.of(4, 6);
    return Stream.of(
        arguments(new Conv2d("conv", 3, 2, Window.of(1), Bias.NONE), map, 1),
        arguments(new Conv2d("conv", 3, 4, Window.same(3), Bias.ADDED), map, 1),
        arguments(new Conv2d("conv", 3, 2, Window.same(3).stride(2), Bias.ADDED), map, 1),
        arguments(new Conv2d("conv", 3, 2, Window.of(3, 2).pad(2, 1), Bias.NONE), map, 1),
        arguments(new Conv2d("conv", 3, 2, Window.of(5, 4), Bias.ADDED), map, 1),
        arguments(new DepthwiseConv2d("depthwise", 3, Window.same(3), Bias.NONE), map, 1),
        arguments(new DepthwiseConv2d("depthwise", 3, Window.of(3).stride(2), Bias.ADDED), map, 1),
        arguments(new Linear("linear", 6, 3, Bias.ADDED), rows, 1),
        arguments(new Linear("linear", 6, 1, Bias.NONE), rows, 1),
        arguments(new Linear("linear", Shape.of(5, 4, 3), 3, Bias.ADDED), map, 1),
        arguments(new BatchNorm("norm", 3), map, 1),
        arguments(new BatchNorm("norm", 6, 1e-3f, 0.2f, Activation.NONE), rows, 1),
        arguments(BatchNorm.relu("norm and ReLU", 3), map, 1),
        arguments(new BatchNorm("norm and ReLU6", 6, 1e-3f, 0.2f, Activation.RELU6), rows, 1),
        arguments(Activate.relu("relu"), map, 1),
        arguments(Activate.relu6("relu6"), map, 8),
        arguments(Activate.prelu("prelu", 3), map, 1),
        arguments(Activate.prelu("prelu", 6), rows, 1),
        arguments(new Pool("max", PoolKind.MAX, Window.of(3).stride(2).pad(1)), map, 1),
        arguments(new Pool("max", PoolKind.MAX, Window.of(2)), map, 1),
        arguments(new Pool("max", PoolKind.MAX, Window.of(2).stride(2), Rounding.CEILING), map, 1),
        arguments(new Pool("average", PoolKind.AVERAGE, Window.of(3).stride(2).pad(1)), map, 1),
        arguments(
            new Pool("average", PoolKind.AVERAGE, Window.of(3).stride(2), Rounding.CEILING),
            map,
            1),
        arguments(new Pool("l2", PoolKind.L2, Window.of(3).stride(3)), map, 1),
        arguments(new Pool("l2", PoolKind.L2, Window.same(3)), map, 1),
        arguments(new Lrn("lrn", 3, 0.7f, 0.75f, 2f), map, 2),
        arguments(new Lrn("lrn", 5, 1.5f, 0.5f, 1f), rows, 2),
        arguments(new L2Normalize("normalise"), rows, 1),
        arguments(new L2Normalize("shorter than epsilon", 50f), rows, 1),
        arguments(new Dropout("dropout", 0.4f), rows, 1),
        arguments(new Flatten("flatten"), map, 1),
        arguments(new Identity("identity"), map, 1));
  }

  static Stream<Arguments> blocks() {
    Shape map = Shape.nhwc(2, 5, 4, 3);
    return Stream.of(
        arguments(
            new Sequential(
                "views only at both ends",
                new Identity("first"),
                new Conv2d("conv", 3, 2, Window.of(2), Bias.ADDED),
                new Flatten("flatten"),
                new Identity("last")),
            map,
            1),
        arguments(new Sequential("views only", new Identity("a"), new Flatten("b")), map, 1),
        arguments(
            new Concat(
                "branches of three sizes",
                new Conv2d("wide", 3, 2, Window.same(3), Bias.ADDED),
                new Identity("input"),
                new Pool("small", PoolKind.MAX, Window.of(3).stride(2)),
                new Conv2d("valid", 3, 1, Window.of(2), Bias.NONE)),
            map,
            1),
        arguments(new Concat("input twice", new Identity("a"), new Identity("b")), map, 1),
        arguments(
            new Residual("identity shortcut", new Conv2d("body", 3, 3, Window.same(3), Bias.NONE)),
            map,
            1),
        arguments(
            new Residual(
                "projected shortcut",
                new Sequential(
                    "body",
                    new Conv2d("conv", 3, 4, Window.same(3).stride(2), Bias.NONE),
                    new BatchNorm("norm", 4)),
                new Conv2d("projection", 3, 4, Window.of(1).stride(2), Bias.ADDED)),
            map,
            1),
        arguments(new Maxout("maxout", 2, 5), Shape.of(3, 10), 1),
        arguments(new Maxout("three pieces", 3, 4), Shape.of(2, 12), 1),
        arguments(
            new Residual("scaled body", new Conv2d("b", 3, 3, Window.same(3), Bias.ADDED), 0.3f),
            map,
            1),
        arguments(new Residual("scaled input", new Identity("body"), 0.3f), map, 1),
        arguments(new Residual("doubles its input", new Identity("body")), map, 1),
        arguments(new Residual("view beside input", new Identity("f"), new Identity("g")), map, 1));
  }

  @ParameterizedTest(name = "{index} {0} on {1}")
  @MethodSource({"layers", "blocks"})
  void backwardAgreesWithCentralDifferences(Layer layer, Shape input, double range) {
    new GradientCheck().check(layer, input, range);
  }
}
