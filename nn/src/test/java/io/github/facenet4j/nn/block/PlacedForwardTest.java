package io.github.facenet4j.nn.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A result written into its place is the result of forward, and leaves the rest of the map alone; a
 * gradient read from its place gives what it gives alone.
 */
class PlacedForwardTest {
  private static final Shape INPUT = Shape.nhwc(2, 5, 4, 3);

  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "model");

  static Stream<Layer> layers() {
    return Stream.of(
        conv(),
        new DepthwiseConv2d("depthwise", 3, Window.same(3), Bias.ADDED),
        new Pool("max", PoolKind.MAX, Window.of(2)),
        new Pool("average", PoolKind.AVERAGE, Window.of(2)),
        new Pool("l2", PoolKind.L2, Window.of(2)),
        Activate.relu("relu"),
        BatchNorm.relu("norm", 3),
        new Identity("identity"),
        new Sequential("alone", new Identity("inner")),
        new Sequential("chain", new Pool("first", PoolKind.MAX, Window.of(2)), conv()),
        new Sequential("normalised", conv(), BatchNorm.relu("last", 5)),
        new Sequential("copied", conv(), Activate.relu("last")));
  }

  private static Layer conv() {
    return new Conv2d("conv", 3, 5, Window.same(3), Bias.ADDED);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithForwardInTraining(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      parameter.bindForTraining(model);
      parameter.initialize(1);
    }
    Tensor x = random(INPUT, 1);
    Tensor dy = random(layer.outputShape(INPUT), 2);
    PlaceSpec place = place(layer);
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.training(step);
        Pass placedPass = Pass.training(step)) {
      Tensor whole = random(place.whole(), 3);
      float[] expected = expected(pass, layer, x, place, whole);
      layer.forwardInto(placedPass, x, place, whole);
      assertArrayEquals(expected, whole.readFloats());
      Tensor dyInWhole = random(place.whole(), 4);
      backend.elementwise().place(place, dy, dyInWhole);
      assertArrayEquals(
          layer.backward(pass, dy).readFloats(),
          layer.backwardFrom(placedPass, place, dyInWhole).readFloats());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithForwardInInference(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      parameter.bind(model);
      parameter.initialize(1);
    }
    Layer folded = InferenceFolding.fold(layer, model);
    Tensor x = random(INPUT, 1);
    PlaceSpec place = place(layer);
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.inference(step)) {
      Tensor whole = random(place.whole(), 3);
      float[] expected = expected(pass, folded, x, place, whole);
      long before = step.liveBytes();
      folded.forwardInto(pass, x, place, whole);
      assertEquals(before, step.liveBytes(), "nothing is left behind");
      assertArrayEquals(expected, whole.readFloats());
    }
  }

  private Tensor random(Shape shape, long seed) {
    float[] values = new float[shape.intElements()];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return model.floats(shape, values);
  }

  private static PlaceSpec place(Layer layer) {
    Shape part = layer.outputShape(INPUT);
    Shape whole = Shape.nhwc(part.n(), part.h() + 2, part.w() + 1, part.c() + 4);
    return new PlaceSpec("place", part, whole, 1, 0, 3);
  }

  /** What the whole holds after forward and a copy. */
  private float[] expected(Pass pass, Layer layer, Tensor x, PlaceSpec place, Tensor whole) {
    Tensor copy = model.floats(whole.shape(), whole.readFloats());
    backend.elementwise().place(place, layer.forward(pass, x), copy);
    return copy.readFloats();
  }
}
