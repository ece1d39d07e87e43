package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Local response and L2 normalisation. */
public final class NormCases {
  /** Error of OpenCL's pow in units in the last place: the weakest any device may offer. */
  private static final int POW_ULP = 16;

  private NormCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int channels : new int[] {1, 2, 3, 4, 5, 16, 17, 64, 192}) {
      for (int size : new int[] {1, 3, 5, 7}) {
        // OpenFace's constants, and ones under which the sum outweighs k.
        LrnSpec mild = new LrnSpec("lrn", 7, channels, size, 1e-4f, 0.75f, 1);
        LrnSpec strong = new LrnSpec("lrn", 13, channels, size, 2, 0.5f, 0.5f);
        for (LrnSpec spec : List.of(mild, strong)) {
          cases.add(new ParityCase("lrn forward " + spec, c -> lrnForward(c, spec)));
          cases.add(new ParityCase("lrn backward " + spec, c -> lrnBackward(c, spec)));
        }
      }
    }
    for (int[] size : new int[][] {{1, 1}, {1, 128}, {3, 2}, {17, 64}, {5, 127}, {33, 257}}) {
      L2NormSpec spec = L2NormSpec.of("l2norm", size[0], size[1]);
      cases.add(new ParityCase("l2 normalise forward " + spec, c -> l2Forward(c, spec)));
      cases.add(new ParityCase("l2 normalise backward " + spec, c -> l2Backward(c, spec)));
    }
    return cases;
  }

  private static void lrnForward(OracleComparison comparison, LrnSpec spec) {
    RandomData data = new RandomData("lrn forward " + spec);
    OpRun op = comparison.op("lrn forward " + spec);
    Shape map = Shape.of(spec.rows(), spec.channels());
    Operand x = op.input("x", map, data.values(map, -5, 5));
    Operand y = op.output("y", map);
    OpRun.Call call = (backend, t) -> backend.norm().lrnForward(spec, t.of(x), t.of(y));
    // S has a relative error of size+4 roundings, its power beta times that plus the error of pow.
    double relative = (spec.beta() * (spec.size() + 4) + 2 * POW_ULP + 2) * U;
    y.within(Arrays.stream(op.magnitude(call, y)).map(value -> relative * value).toArray());
    op.check(call);
  }

  private static void lrnBackward(OracleComparison comparison, LrnSpec spec) {
    RandomData data = new RandomData("lrn backward " + spec);
    OpRun op = comparison.op("lrn backward " + spec);
    Shape map = Shape.of(spec.rows(), spec.channels());
    float[] values = data.values(map, -5, 5);
    Operand x = op.input("x", map, values);
    Operand dy = op.input("dy", map, data.values(map));
    Operand dx = op.output("dx", map);
    double[] bounds = new double[map.intElements()];
    int reach = spec.size() / 2;
    for (int i = 0; i < bounds.length; i++) {
      int c = i % spec.channels();
      double sum = 0;
      for (int j = Math.max(0, c - reach); j <= Math.min(spec.channels() - 1, c + reach); j++) {
        int other = i - c + j;
        double s = scale(spec, values, other);
        sum += Math.abs(dy.floats()[other] * values[other]) * Math.pow(s, -spec.beta() - 1);
      }
      double first = Math.abs(dy.floats()[i]) * Math.pow(scale(spec, values, i), -spec.beta());
      double factor = 2 * spec.alpha() * spec.beta() / spec.size() * Math.abs(values[i]);
      double roundings = (1 + spec.beta()) * (spec.size() + 4) + 2 * POW_ULP + spec.size() + 8;
      bounds[i] = roundings * U * (first + factor * sum);
    }
    dx.within(bounds);
    op.check((backend, t) -> backend.norm().lrnBackward(spec, t.of(x), t.of(dy), t.of(dx)));
  }

  /** S of the formula at one index. */
  private static double scale(LrnSpec spec, float[] x, int index) {
    int c = index % spec.channels();
    double squares = 0;
    for (int j = -(spec.size() / 2); j <= spec.size() / 2; j++) {
      if (c + j >= 0 && c + j < spec.channels()) {
        squares += (double) x[index + j] * x[index + j];
      }
    }
    return spec.k() + spec.alpha() / spec.size() * squares;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Vectors of usual length; where there are three or more, one of zeros and one below ε. */
  private static float[] vectors(RandomData data, L2NormSpec spec) {
    Shape shape = Shape.of(spec.rows(), spec.columns());
    float[] values = data.values(shape, -3, 3);
    if (spec.rows() >= 3) {
      Arrays.fill(values, 0, spec.columns(), 0);
      for (int i = spec.columns(); i < 2 * spec.columns(); i++) {
        values[i] *= 1e-13f;
      }
    }
    return values;
  }

  private static void l2Forward(OracleComparison comparison, L2NormSpec spec) {
    RandomData data = new RandomData("l2 normalise forward " + spec);
    OpRun op = comparison.op("l2 normalise forward " + spec);
    Shape shape = Shape.of(spec.rows(), spec.columns());
    Operand x = op.input("x", shape, vectors(data, spec));
    Operand y = op.output("y", shape);
    Operand r = op.output("inverse norms", Shape.of(spec.rows()));
    OpRun.Call call =
        (backend, t) -> backend.norm().l2NormalizeForward(spec, t.of(x), t.of(y), t.of(r));
    // Half the relative error of the sum, a root and a quotient (5.5 units in the last place).
    r.withinSum(spec.columns() / 2 + 10, op.magnitude(call, r));
    y.withinSum(spec.columns() / 2 + 12, op.magnitude(call, y));
    op.check(call);
  }

  private static void l2Backward(OracleComparison comparison, L2NormSpec spec) {
    RandomData data = new RandomData("l2 normalise backward " + spec);
    Shape shape = Shape.of(spec.rows(), spec.columns());
    Shape rows = Shape.of(spec.rows());
    OpRun forward = comparison.op("l2 normalise forward");
    Operand x0 = forward.input("x", shape, vectors(data, spec));
    Operand y0 = forward.output("y", shape);
    Operand r0 = forward.output("inverse norms", rows);
    OpRun.Call normalise =
        (backend, t) -> backend.norm().l2NormalizeForward(spec, t.of(x0), t.of(y0), t.of(r0));

    OpRun op = comparison.op("l2 normalise backward " + spec);
    Operand y = op.input("y", shape, floats(forward.expected(normalise, y0)));
    Operand r = op.input("inverse norms", rows, floats(forward.expected(normalise, r0)));
    Operand dy = op.input("dy", shape, data.values(shape));
    Operand dx = op.output("dx", shape);
    double[] magnitude = new double[shape.intElements()];
    for (int i = 0; i < magnitude.length; i++) {
      int row = i / spec.columns();
      double along = 0;
      for (int j = row * spec.columns(); j < (row + 1) * spec.columns(); j++) {
        along += Math.abs(dy.floats()[j] * y.floats()[j]);
      }
      double parts = Math.abs(dy.floats()[i]) + Math.abs(y.floats()[i]) * along;
      magnitude[i] = r.floats()[row] * parts;
    }
    dx.withinSum(spec.columns() + 2, magnitude);
    op.check(
        (backend, t) ->
            backend.norm().l2NormalizeBackward(spec, t.of(y), t.of(r), t.of(dy), t.of(dx)));
  }
}
