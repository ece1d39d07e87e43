package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import java.util.ArrayList;
import java.util.List;

/** Pooling: overlapping and gapped windows, clipped edges, ties, NaN, windows of negatives. */
public final class PoolCases {
  private PoolCases() {}

  /** What the input holds. */
  private enum Contents {
    /** Whole numbers from few: the first of equal maxima must win. */
    TIES,
    /** Padding must not win over values below zero. */
    NEGATIVE,
    /** Every seventh value is NaN. */
    WITH_NAN,
    /** A third of the values are zero and so are some whole windows. */
    WITH_ZEROS
  }

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (PoolSpec spec : specs()) {
      for (Contents contents : Contents.values()) {
        cases.add(
            new ParityCase(name("forward", spec, contents), c -> forward(c, spec, contents, null)));
      }
      Contents saved = spec.kind() == PoolKind.L2 ? Contents.WITH_ZEROS : Contents.TIES;
      cases.add(new ParityCase(name("backward", spec, saved), c -> backward(c, spec, saved)));
    }
    for (PoolKind kind : PoolKind.values()) {
      PoolSpec spec = spec(kind, Shape.nhwc(2, 7, 6, 17), 3, 2, 1, Rounding.FLOOR);
      for (PlaceSpec place : places(spec.output())) {
        String name = name("forward", spec, Contents.TIES) + " " + name(place);
        cases.add(new ParityCase(name, c -> forward(c, spec, Contents.TIES, place)));
      }
    }
    PoolSpec inference = spec(PoolKind.MAX, Shape.nhwc(2, 7, 7, 5), 3, 2, 1, Rounding.FLOOR);
    cases.add(new ParityCase("pool forward without argmax", c -> withoutArgmax(c, inference)));
    return cases;
  }

  /** Places in larger maps: beside other channels, between other pixels, and both. */
  static List<PlaceSpec> places(Shape part) {
    Shape deeper = Shape.nhwc(part.n(), part.h(), part.w(), part.c() + 24);
    Shape wider = Shape.nhwc(part.n(), part.h() + 3, part.w() + 2, part.c());
    Shape larger = Shape.nhwc(part.n(), part.h() + 2, part.w() + 1, part.c() + 5);
    return List.of(
        new PlaceSpec("place", part, deeper, 0, 0, 16),
        new PlaceSpec("place", part, wider, 1, 2, 0),
        new PlaceSpec("place", part, larger, 2, 0, 5));
  }

  static String name(PlaceSpec place) {
    return "at (%d,%d,%d) of %s"
        .formatted(place.top(), place.left(), place.channel(), place.whole());
  }

  private static List<PoolSpec> specs() {
    List<PoolSpec> specs = new ArrayList<>();
    for (PoolKind kind : PoolKind.values()) {
      for (Rounding rounding : Rounding.values()) {
        for (int stride = 1; stride <= 3; stride++) {
          specs.add(spec(kind, Shape.nhwc(2, 7, 8, 3), 2, stride, 0, rounding));
          specs.add(spec(kind, Shape.nhwc(1, 8, 7, 17), 3, stride, 1, rounding));
          specs.add(spec(kind, Shape.nhwc(2, 5, 6, 16), 3, stride, 0, rounding));
        }
        specs.add(spec(kind, Shape.nhwc(1, 6, 6, 64), 2, 2, 1, rounding));
        specs.add(spec(kind, Shape.nhwc(2, 9, 4, 1), 4, 3, 2, rounding));
        specs.add(spec(kind, Shape.nhwc(1, 1, 1, 1), 1, 1, 0, rounding));
        specs.add(spec(kind, Shape.nhwc(3, 5, 5, 7), 1, 2, 0, rounding));
        specs.add(spec(kind, Shape.nhwc(2, 3, 3, 33), 3, 1, 0, rounding));
      }
    }
    for (PoolKind kind : PoolKind.values()) { // maps that are smaller than the window
      specs.add(spec(kind, Shape.nhwc(3, 2, 1, 16), 2, 2, 0, Rounding.CEILING));
      specs.add(spec(kind, Shape.nhwc(2, 3, 1, 35), 3, 3, 0, Rounding.CEILING));
      specs.add(spec(kind, Shape.nhwc(2, 1, 2, 7), 4, 1, 1, Rounding.CEILING));
    }
    return specs;
  }

  private static PoolSpec spec(
      PoolKind kind, Shape x, int kernel, int stride, int pad, Rounding rounding) {
    return new PoolSpec("pool", kind, x.n(), x.h(), x.w(), x.c(), kernel, stride, pad, rounding);
  }

  private static String name(String pass, PoolSpec spec, Contents contents) {
    return "pool %s %s %s kernel=%d stride=%d pad=%d %s %s"
        .formatted(
            pass,
            spec.kind(),
            spec.input(),
            spec.kernel(),
            spec.stride(),
            spec.pad(),
            spec.rounding(),
            contents);
  }

  private static float[] contents(Contents contents, RandomData data, Shape shape) {
    float[] values =
        switch (contents) {
          case TIES -> data.levels(shape, 4);
          case NEGATIVE -> data.values(shape, -3, -1);
          case WITH_NAN -> data.values(shape);
          case WITH_ZEROS -> data.values(shape);
        };
    for (int i = 0; i < values.length; i++) {
      if (contents == Contents.WITH_NAN && data.below(7) == 0) {
        values[i] = Float.NaN;
      }
      if (contents == Contents.WITH_ZEROS && (i < values.length / 2 || data.below(3) == 0)) {
        values[i] = 0;
      }
    }
    return values;
  }

  private static void forward(
      OracleComparison comparison, PoolSpec spec, Contents contents, PlaceSpec placeOrNull) {
    PlaceSpec place =
        placeOrNull == null ? PlaceSpec.alone(spec.layer(), spec.output()) : placeOrNull;
    Shape whole = place.whole();
    RandomData data = new RandomData(name("forward", spec, contents));
    OpRun op = comparison.op(name("forward", spec, contents));
    Operand x = op.input("x", spec.input(), contents(contents, data, spec.input()));
    Operand y = place.isAlone() ? op.output("y", whole) : op.output("y", whole, data.values(whole));
    Operand argmax = spec.kind() == PoolKind.MAX ? op.intOutput("argmax", spec.output()) : null;
    OpRun.Call call =
        (backend, t) -> backend.pool().forward(spec, t.of(x), place, t.of(y), t.of(argmax));
    if (spec.kind() != PoolKind.MAX) {
      // AVERAGE: a sum and a division. L2: relative error of the sum halved by the root, whose own
      // error (3 units in the last place in OpenCL) the four spare terms cover.
      y.withinSum(spec.kernel() * spec.kernel() + 2, op.magnitude(call, y));
    }
    op.check(call);
  }

  private static void withoutArgmax(OracleComparison comparison, PoolSpec spec) {
    RandomData data = new RandomData("pool without argmax");
    OpRun op = comparison.op("pool forward without argmax");
    Operand x = op.input("x", spec.input(), data.values(spec.input()));
    Operand y = op.output("y", spec.output());
    op.check((backend, t) -> backend.pool().forward(spec, t.of(x), t.of(y), null));
  }

  private static void backward(OracleComparison comparison, PoolSpec spec, Contents contents) {
    RandomData data = new RandomData(name("backward", spec, contents));
    float[] saved = contents(contents, data, spec.input());
    Forward forward = forwardOnOracle(spec, saved);
    OpRun op = comparison.op(name("backward", spec, contents));
    boolean max = spec.kind() == PoolKind.MAX;
    boolean l2 = spec.kind() == PoolKind.L2;
    Operand x = l2 ? op.input("x", spec.input(), saved) : null;
    Operand y = l2 ? op.input("y", spec.output(), forward.y) : null;
    Operand argmax = max ? op.input("argmax", spec.output(), forward.argmax) : null;
    Operand dy = op.input("dy", spec.output(), data.values(spec.output()));
    Operand dx = op.output("dx", spec.input());
    OpRun.Call call =
        (backend, t) ->
            backend.pool().backward(spec, t.of(x), t.of(y), t.of(argmax), t.of(dy), t.of(dx));
    int windowsPerSide = (spec.kernel() + spec.stride() - 1) / spec.stride();
    // A pixel gathers from the windows it is in; each term is a product and a quotient.
    dx.withinSum(windowsPerSide * windowsPerSide + 4, op.magnitude(call, dx));
    op.check(call);
  }

  private record Forward(float[] y, int[] argmax) {}

  private static Forward forwardOnOracle(PoolSpec spec, float[] x) {
    try (ReferenceBackend oracle = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(oracle, "pool forward")) {
      Tensor y = scope.floats(spec.output());
      Tensor argmax = scope.ints(spec.output());
      if (spec.kind() != PoolKind.MAX) {
        argmax.write(new int[spec.output().intElements()]);
      }
      oracle.pool().forward(spec, scope.floats(spec.input(), x), y, argmax);
      return new Forward(y.readFloats(), argmax.readInts());
    }
  }
}
