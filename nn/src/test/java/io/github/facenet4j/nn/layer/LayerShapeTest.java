package io.github.facenet4j.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes, costs and refusals need no device. */
class LayerShapeTest {

  static Stream<Arguments> refusals() {
    Shape map = Shape.nhwc(2, 6, 5, 3);
    Layer conv = new Conv2d("stem.conv", 4, 8, Window.same(3), Bias.NONE);
    Layer pool = new Pool("stem.pool", PoolKind.MAX, Window.of(3));
    return Stream.of(
        arguments(conv, map, "stem.conv: input must be NxHxWx4, got 2x6x5x3"),
        arguments(
            new DepthwiseConv2d("dw", 4, Window.of(3), Bias.NONE),
            Shape.of(2, 4),
            "dw: input must be NxHxWx4, got 2x4"),
        arguments(
            new Conv2d("big", 3, 8, Window.of(7), Bias.NONE),
            map,
            "big: input 6x5 is smaller than the kernel 7x7"),
        arguments(
            pool,
            Shape.of(2, 6),
            "stem.pool: input must be a map NxHxWxC, got 2x6; put it before any Flatten"),
        arguments(new BatchNorm("bn", 4), map, "bn: innermost dimension must be 4, got 2x6x5x3"),
        arguments(
            Activate.prelu("prelu", 4), map, "prelu: innermost dimension must be 4, got 2x6x5x3"),
        arguments(
            new Linear("fc", 7, 2, Bias.NONE), Shape.of(2, 6), "fc: input must be Nx7, got 2x6"),
        arguments(
            new Linear("fc", Shape.of(3, 3, 4), 2, Bias.NONE),
            map,
            "fc: input must be Nx3x3x4 or Nx36, got 2x6x5x3"),
        arguments(
            new Linear("fc", 90, 2, Bias.NONE),
            map,
            "fc: input must be Nx90, got 2x6x5x3; give the constructor the map's shape"),
        arguments(
            new Concat("mixed", new Flatten("flatten")),
            map,
            "mixed: every branch must give a map NxHxWxC, got 2x90"),
        arguments(
            new Residual("block", new Conv2d("body", 3, 4, Window.same(3), Bias.NONE)),
            map,
            "block: the body gives 2x6x5x4 and the shortcut 2x6x5x3; they must agree"));
  }

  @ParameterizedTest(name = "{index} {2}")
  @MethodSource("refusals")
  void refusesAnInputByNamingLayerExpectedAndFound(Layer layer, Shape input, String message) {
    Throwable refusal =
        assertThrows(IllegalArgumentException.class, () -> layer.outputShape(input));
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void multiplyAddsAreThoseOfTheSums() {
    Layer network =
        new Sequential(
            "net",
            new Conv2d("conv", 3, 8, Window.same(3).stride(2), Bias.ADDED),
            new BatchNorm("bn", 8),
            new Concat(
                "mixed",
                new DepthwiseConv2d("dw", 8, Window.same(3), Bias.NONE),
                new Residual("res", new Conv2d("pw", 8, 8, Window.of(1), Bias.NONE))),
            new Pool("pool", PoolKind.AVERAGE, Window.of(4)),
            new Linear("fc", 16, 5, Bias.ADDED));
    Shape input = Shape.nhwc(2, 8, 8, 3);
    assertEquals(Shape.of(2, 5), network.outputShape(input));
    long conv = 2L * 4 * 4 * 8 * 27;
    long depthwise = 2L * 4 * 4 * 8 * 9;
    long pointwise = 2L * 4 * 4 * 8 * 8;
    assertEquals(conv + depthwise + pointwise + 2 * 16 * 5, network.multiplyAdds(input));
  }

  @Test
  void parametersComeInForwardOrderWithDottedNames() {
    Layer network =
        new Sequential(
            "net",
            new Conv2d("a.conv", 3, 8, Window.same(3), Bias.ADDED),
            new BatchNorm("a.bn", 8),
            Activate.prelu("a.prelu", 8));
    assertEquals(
        "[a.conv.weight 8x3x3x3, a.conv.bias 8, a.bn.weight 8, a.bn.bias 8,"
            + " a.bn.running_mean 8, a.bn.running_var 8, a.prelu.weight 8]",
        network.parameters().toString());
  }

  @Test
  void layersDescribeThemselvesInOneLine() {
    assertEquals(
        "Conv2d 3→8 7x7/2 pad 3 + bias",
        new Conv2d("conv", 3, 8, Window.same(7).stride(2), Bias.ADDED).toString());
    assertEquals("l2 pool 3x3/3", new Pool("pool", PoolKind.L2, Window.of(3).stride(3)).toString());
    assertEquals("Linear 36→2", new Linear("fc", Shape.of(3, 3, 4), 2, Bias.NONE).toString());
  }
}
