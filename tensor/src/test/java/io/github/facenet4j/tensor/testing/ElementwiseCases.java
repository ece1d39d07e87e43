package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pointwise ops, in place wherever the contract allows it, and the copies behind concatenation. */
public final class ElementwiseCases {
  private static final int[][] SIZES = {
    {1, 1}, {1, 3}, {2, 8}, {5, 16}, {3, 17}, {7, 64}, {257, 3}, {1000, 33}
  };

  private ElementwiseCases() {}

  /** Whether the output is one of the inputs. */
  private enum Place {
    APART,
    IN_PLACE
  }

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int[] size : SIZES) {
      String sizes = size[0] + "x" + size[1];
      Shape shape = Shape.of(size[0], size[1]);
      for (Activation activation : Activation.values()) {
        ActivationSpec spec = new ActivationSpec("act", activation, size[0], size[1]);
        for (Place place : Place.values()) {
          String name = activation + " " + sizes + " " + place;
          cases.add(new ParityCase("forward " + name, c -> forward(c, spec, place)));
          cases.add(new ParityCase("backward " + name, c -> backward(c, spec, place)));
        }
      }
      cases.add(new ParityCase("fill " + sizes, c -> fill(c, shape)));
      cases.add(new ParityCase("fill several " + sizes, c -> fillSeveral(c, shape)));
      for (Place place : Place.values()) {
        cases.add(
            new ParityCase(
                "add " + sizes + " " + place,
                c ->
                    pair(
                        c,
                        "add " + sizes,
                        shape,
                        place,
                        (b, x, z, y) -> b.elementwise().add(x, z, y))));
        cases.add(
            new ParityCase(
                "multiply " + sizes + " " + place,
                c ->
                    pair(
                        c,
                        "multiply " + sizes,
                        shape,
                        place,
                        (b, x, z, y) -> b.elementwise().multiply(x, z, y))));
      }
      cases.add(new ParityCase("scaleAdd " + sizes, c -> scaleAdd(c, shape, 0.3f, -1.7f)));
      cases.add(new ParityCase("scaleAdd beta 0 " + sizes, c -> scaleAdd(c, shape, 2.5f, 0)));
      cases.add(new ParityCase("bias gradient " + sizes, c -> biasGradient(c, shape)));
    }
    for (PlaceSpec spec : places()) {
      cases.add(new ParityCase("place " + spec, c -> place(c, spec)));
      cases.add(new ParityCase("extract " + spec, c -> extract(c, spec)));
      cases.add(new ParityCase("clear around " + spec, c -> clearAround(c, spec)));
    }
    return cases;
  }

  private static List<PlaceSpec> places() {
    Shape whole = Shape.nhwc(2, 6, 5, 33);
    return List.of(
        new PlaceSpec("place", whole, whole, 0, 0, 0),
        new PlaceSpec("place", Shape.nhwc(2, 6, 5, 16), whole, 0, 0, 0),
        new PlaceSpec("place", Shape.nhwc(2, 6, 5, 17), whole, 0, 0, 16),
        new PlaceSpec("place", Shape.nhwc(2, 4, 3, 33), whole, 1, 2, 0),
        new PlaceSpec("place", Shape.nhwc(2, 1, 1, 1), whole, 5, 4, 32),
        new PlaceSpec("place", Shape.nhwc(1, 3, 4, 7), Shape.nhwc(1, 12, 12, 64), 4, 3, 21));
  }

  /** Includes zeros, both corners of RELU6, and a NaN, which must stay one. */
  private static float[] activations(RandomData data, Shape shape) {
    float[] values = data.values(shape, -9, 9);
    for (int i = 0; i < values.length; i++) {
      switch (data.below(12)) {
        case 0 -> values[i] = 0;
        case 1 -> values[i] = 6;
        case 2 -> values[i] = -0f;
        default -> {
          // Stays as drawn.
        }
      }
    }
    return values;
  }

  private static void forward(OracleComparison comparison, ActivationSpec spec, Place place) {
    RandomData data = new RandomData("forward" + spec + place);
    OpRun op = comparison.op("forward " + spec + " " + place);
    Shape shape = Shape.of(spec.rows(), spec.channels());
    float[] values = activations(data, shape);
    values[values.length / 2] = Float.NaN;
    Operand y = place == Place.IN_PLACE ? op.output("y", shape, values) : op.output("y", shape);
    Operand x = place == Place.IN_PLACE ? y : op.input("x", shape, values);
    Operand slopes = slopes(op, data, spec);
    OpRun.Call call =
        (backend, t) ->
            backend.elementwise().activationForward(spec, t.of(x), t.of(slopes), t.of(y));
    if (spec.activation() == Activation.PRELU) {
      y.withinSum(1, op.magnitude(call, y));
    }
    op.check(call);
  }

  private static Operand slopes(OpRun op, RandomData data, ActivationSpec spec) {
    Shape channels = Shape.of(spec.channels());
    return spec.activation() == Activation.PRELU
        ? op.input("slopes", channels, data.values(channels))
        : null;
  }

  private static void backward(OracleComparison comparison, ActivationSpec spec, Place place) {
    RandomData data = new RandomData("backward" + spec + place);
    OpRun op = comparison.op("backward " + spec + " " + place);
    Shape shape = Shape.of(spec.rows(), spec.channels());
    Shape channels = Shape.of(spec.channels());
    Operand saved = op.input("saved", shape, activations(data, shape));
    Operand slopes = slopes(op, data, spec);
    float[] gradient = data.values(shape);
    Operand dx =
        place == Place.IN_PLACE ? op.output("dx", shape, gradient) : op.output("dx", shape);
    Operand dy = place == Place.IN_PLACE ? dx : op.input("dy", shape, gradient);
    Operand dslopes =
        slopes == null ? null : op.output("dslopes", channels, data.values(channels, -5, 5));
    OpRun.Call call =
        (backend, t) ->
            backend
                .elementwise()
                .activationBackward(
                    spec, t.of(saved), t.of(slopes), t.of(dy), t.of(dx), t.of(dslopes));
    if (slopes != null) {
      dx.withinSum(1, absolute(gradient));
      dslopes.withinSum(spec.rows() + 1, slopeMagnitude(spec, saved, gradient, dslopes));
    }
    op.check(call);
  }

  private static double[] absolute(float[] values) {
    double[] absolute = new double[values.length];
    Arrays.setAll(absolute, i -> Math.abs(values[i]));
    return absolute;
  }

  private static double[] slopeMagnitude(
      ActivationSpec spec, Operand saved, float[] dy, Operand dslopes) {
    double[] magnitude = new double[spec.channels()];
    for (int c = 0; c < magnitude.length; c++) {
      magnitude[c] = Math.abs(dslopes.floats()[c]);
    }
    for (int i = 0; i < dy.length; i++) {
      magnitude[i % spec.channels()] += Math.abs(dy[i] * saved.floats()[i]);
    }
    return magnitude;
  }

  private static void fill(OracleComparison comparison, Shape shape) {
    OpRun op = comparison.op("fill " + shape);
    Operand y = op.output("y", shape);
    op.check((backend, t) -> backend.elementwise().fill(t.of(y), -1.25f));
  }

  /** More tensors than a launch takes, and of unlike sizes. */
  private static void fillSeveral(OracleComparison comparison, Shape shape) {
    OpRun op = comparison.op("fill several " + shape);
    List<Operand> all = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      all.add(op.output("y" + i, i % 3 == 1 ? Shape.of(1 + 700 * i) : shape));
    }
    op.check((backend, t) -> backend.elementwise().fill(all.stream().map(t::of).toList(), 0.75f));
  }

  private interface Binary {
    void apply(Backend backend, Tensor a, Tensor b, Tensor y);
  }

  private static void pair(
      OracleComparison comparison, String name, Shape shape, Place place, Binary binary) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name + " " + place);
    Operand a = op.input("a", shape, data.values(shape));
    float[] right = data.values(shape);
    Operand y = place == Place.IN_PLACE ? op.output("y", shape, right) : op.output("y", shape);
    Operand b = place == Place.IN_PLACE ? y : op.input("b", shape, right);
    OpRun.Call call = (backend, t) -> binary.apply(backend, t.of(a), t.of(b), t.of(y));
    y.withinSum(1, op.magnitude(call, y));
    op.check(call);
  }

  private static void scaleAdd(OracleComparison comparison, Shape shape, float alpha, float beta) {
    String name = "scaleAdd " + shape + " alpha " + alpha + " beta " + beta;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = op.input("x", shape, data.values(shape));
    Operand y = beta == 0 ? op.output("y", shape) : op.output("y", shape, data.values(shape));
    y.withinSum(
        2,
        op.magnitude(
            (backend, t) ->
                backend.elementwise().scaleAdd(Math.abs(alpha), t.of(x), Math.abs(beta), t.of(y)),
            y));
    op.check((backend, t) -> backend.elementwise().scaleAdd(alpha, t.of(x), beta, t.of(y)));
  }

  private static void biasGradient(OracleComparison comparison, Shape shape) {
    RandomData data = new RandomData("bias gradient " + shape);
    OpRun op = comparison.op("bias gradient " + shape);
    Shape channels = Shape.of(shape.dim(1));
    Operand dy = op.input("dy", shape, data.values(shape));
    Operand dbias = op.output("dbias", channels, data.values(channels, -7, 7));
    OpRun.Call call =
        (backend, t) ->
            backend.elementwise().biasGradient(shape.dim(0), shape.dim(1), t.of(dy), t.of(dbias));
    dbias.withinSum(shape.dim(0), op.magnitude(call, dbias));
    op.check(call);
  }

  private static void place(OracleComparison comparison, PlaceSpec spec) {
    RandomData data = new RandomData("place " + spec);
    OpRun op = comparison.op("place " + spec);
    Operand part = op.input("part", spec.part(), data.values(spec.part()));
    Operand whole = op.output("whole", spec.whole(), data.values(spec.whole()));
    op.check((backend, t) -> backend.elementwise().place(spec, t.of(part), t.of(whole)));
  }

  private static void clearAround(OracleComparison comparison, PlaceSpec spec) {
    RandomData data = new RandomData("clear around " + spec);
    OpRun op = comparison.op("clear around " + spec);
    Operand whole = op.output("whole", spec.whole(), data.values(spec.whole()));
    op.check((backend, t) -> backend.elementwise().clearAround(spec, t.of(whole)));
  }

  private static void extract(OracleComparison comparison, PlaceSpec spec) {
    RandomData data = new RandomData("extract " + spec);
    OpRun op = comparison.op("extract " + spec);
    Operand whole = op.input("whole", spec.whole(), data.values(spec.whole()));
    Operand part = op.output("part", spec.part());
    op.check((backend, t) -> backend.elementwise().extract(spec, t.of(whole), t.of(part)));
  }
}
