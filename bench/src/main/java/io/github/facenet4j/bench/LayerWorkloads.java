package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What lies between convolutions and is bound by memory: {@code layer/maxPool/inference}, {@code
 * layer/maxPool/training} (forward and backward), and so on.
 */
final class LayerWorkloads {
  static final String FORM = "NxHxWxC";

  /** Times the whole input map is read or written at least, written out for each pass. */
  private enum Kind {
    /** 3×3, stride 2: reads x and writes a quarter; training adds the argmax, dy and dx. */
    MAX_POOL("maxPool", 1.25, 3, () -> new Pool("pool", PoolKind.MAX, Window.same(3).stride(2))),
    /** x, y; backward x, y, dy, dx. */
    LRN("lrn", 2, 6, () -> new Lrn("lrn")),
    /** x, y; backward y (or x), dy, dx. */
    RELU("relu", 2, 5, () -> Activate.relu("relu")),
    /** Inference x, y. Training: x for the sums, x, y; backward x, dy for the sums, x, dy, dx. */
    BATCH_NORM_RELU("batchNormRelu", 2, 8, null);

    private final String text;
    private final double inferenceMaps;
    private final double trainingMaps;
    private final Supplier<Layer> layer;

    Kind(String text, double inferenceMaps, double trainingMaps, Supplier<Layer> layer) {
      this.text = text;
      this.inferenceMaps = inferenceMaps;
      this.trainingMaps = trainingMaps;
      this.layer = layer;
    }

    Layer layer(int channels) {
      return layer == null ? BatchNorm.relu("norm", channels) : layer.get();
    }
  }

  private LayerWorkloads() {}

  /** All of them on one map. */
  static List<Workload> all(String shape) {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> List.of(inference(kind, shape), training(kind, shape)).stream())
        .toList();
  }

  /** The one of that name. */
  static Workload named(String benchmark, String shape) {
    List<Workload> known = all(shape);
    if (benchmark.equals("layer/concat")) {
      return concat(shape);
    }
    return known.stream()
        .filter(workload -> workload.benchmark().equals(benchmark))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Benchmark '"
                        + benchmark
                        + "' is not known; use layer/concat, "
                        + String.join(", ", known.stream().map(Workload::benchmark).toList())));
  }

  private static Workload inference(Kind kind, String shape) {
    Shape input = shape(shape);
    return new Workload(
        "layer/" + kind.text + "/inference",
        shape,
        Cost.memory(bytes(input, kind.inferenceMaps)),
        scope -> {
          Layer layer = kind.layer(input.c());
          bind(layer, scope);
          Tensor x = Sizes.random(scope, input, 1);
          return () -> {
            try (MemoryScope step = scope.child("step");
                Pass pass = Pass.inference(step)) {
              layer.forward(pass, x);
            }
          };
        });
  }

  private static Workload training(Kind kind, String shape) {
    Shape input = shape(shape);
    return new Workload(
        "layer/" + kind.text + "/training",
        shape,
        Cost.memory(bytes(input, kind.trainingMaps)),
        scope -> {
          Layer layer = kind.layer(input.c());
          bind(layer, scope);
          Tensor x = Sizes.random(scope, input, 1);
          Tensor dy = Sizes.random(scope, layer.outputShape(input), 2);
          return () -> {
            try (MemoryScope step = scope.child("step");
                Pass pass = Pass.training(step)) {
              layer.forward(pass, x);
              layer.backward(pass, dy);
            }
          };
        });
  }

  private static void bind(Layer layer, MemoryScope scope) {
    layer
        .parameters()
        .forEach(
            parameter -> {
              parameter.bindForTraining(scope);
              parameter.initialize(1);
            });
  }

  /** The copy of a map into half of the channels of another. */
  static Workload concat(String shape) {
    Shape part = shape(shape);
    Shape whole = Shape.nhwc(part.n(), part.h(), part.w(), 2 * part.c());
    PlaceSpec place = new PlaceSpec("concat", part, whole, 0, 0, part.c());
    return new Workload(
        "layer/concat",
        shape,
        Cost.memory(bytes(part, 2)),
        scope -> {
          Tensor x = Sizes.random(scope, part, 1);
          Tensor y = scope.zeros(whole);
          return () -> scope.backend().elementwise().place(place, x, y);
        });
  }

  private static Shape shape(String text) {
    int[] sizes = Sizes.parse(text, FORM);
    return Shape.nhwc(sizes[0], sizes[1], sizes[2], sizes[3]);
  }

  private static long bytes(Shape map, double times) {
    return (long) (4 * map.elements() * times);
  }
}
