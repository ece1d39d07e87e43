package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Parameter updates, first and later steps, with and without weight decay.
 *
 * <p>Bounds, with G = |dw| + λ|w|, the magnitude of g: g is off by δg = 2u·G, the states by a few
 * roundings of the parts they are summed from, and a quotient {@code q = η·a/(√b + ε)} by {@code
 * η·δa/(√b+ε) + |q|·(δb/(2b) + 16u)}, where 16u are the root, the quotients and the products beside
 * it. The bias corrections of Adam must be as good as single-precision values of the exact ones, so
 * they are to be computed in double precision.
 */
public final class OptimCases {
  private OptimCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int elements : new int[] {1, 3, 16, 17, 255, 256, 1025}) {
      for (Decay decay : Decay.values()) {
        for (float lambda : new float[] {0, 0.01f}) {
          for (int step : new int[] {1, 2, 1000}) {
            OptimSpec spec = new OptimSpec(0.05f, lambda, decay, 0.9f, 0.9f, 0.999f, 1e-8f, step);
            String name = elements + " weights, " + spec;
            if (step == 1) {
              cases.add(new ParityCase("sgd " + name, c -> sgd(c, spec, elements)));
              cases.add(new ParityCase("momentum " + name, c -> momentum(c, spec, elements)));
              cases.add(new ParityCase("adagrad " + name, c -> adaGrad(c, spec, elements)));
            }
            cases.add(new ParityCase("adam " + name, c -> adam(c, spec, elements)));
          }
        }
      }
    }
    for (int elements : new int[] {1, 15, 257, 4096, 40_000}) {
      cases.add(new ParityCase("squares of " + elements, c -> squares(c, elements)));
      for (float share : new float[] {0.3f, 3}) {
        String name = "shorten " + elements + " to " + share + " of the length";
        cases.add(new ParityCase(name, c -> shorten(c, name, elements, share)));
      }
    }
    return cases;
  }

  /** Bound: that of a sum, whose first term is what was there before. */
  private static void squares(OracleComparison comparison, int elements) {
    String name = "squares of " + elements;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = op.input("x", Shape.of(elements), data.values(Shape.of(elements)));
    Operand sum = op.output("sum", Shape.of(1), new float[] {2});
    OpRun.Call call = (backend, t) -> backend.optim().addSquares(t.of(x), t.of(sum));
    sum.withinSum(elements, op.expected(call, sum));
    op.check(call);
  }

  /** Bound: root, quotient and product; not a bit where the vector is short enough. */
  private static void shorten(OracleComparison comparison, String name, int elements, float share) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = op.output("x", Shape.of(elements), data.values(Shape.of(elements)));
    float squares = 0;
    for (float value : x.floats()) {
      squares += value * value;
    }
    Operand sum = op.input("sum", Shape.of(1), new float[] {squares});
    float longest = share * (float) Math.sqrt(squares);
    OpRun.Call call = (backend, t) -> backend.optim().shorten(longest, t.of(sum), t.of(x));
    double[] bounds = op.expected(call, x);
    Arrays.setAll(bounds, i -> share > 1 ? 0 : 12 * U * Math.abs(bounds[i]));
    x.within(bounds);
    op.check(call);
  }

  /** The operands that all updates share. */
  private record Parameter(OpRun op, RandomData data, Shape shape, Operand w, Operand dw) {

    /** |dw| + λ|w|. */
    double gradient(OptimSpec spec, int i) {
      double decay = spec.decay() == Decay.COUPLED ? spec.weightDecay() : 0;
      return Math.abs(dw.floats()[i]) + decay * Math.abs(w.floats()[i]);
    }

    /** What w itself and a decoupled decay are off by. */
    double ownError(int i) {
      return 6 * U * Math.abs(w.floats()[i]);
    }
  }

  private static Parameter declare(
      OracleComparison comparison, String rule, OptimSpec spec, int elements) {
    String name = rule + " " + elements + " " + spec;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape shape = Shape.of(elements);
    Operand w = op.output("w", shape, data.values(shape));
    Operand dw = op.input("dw", shape, data.values(shape));
    return new Parameter(op, data, shape, w, dw);
  }

  private static void sgd(OracleComparison comparison, OptimSpec spec, int elements) {
    Parameter p = declare(comparison, "sgd", spec, elements);
    double[] bounds = new double[elements];
    Arrays.setAll(bounds, i -> p.ownError(i) + 4 * U * spec.learningRate() * p.gradient(spec, i));
    p.w.within(bounds);
    p.op.check((backend, t) -> backend.optim().sgd(spec, t.of(p.w), t.of(p.dw)));
  }

  private static void momentum(OracleComparison comparison, OptimSpec spec, int elements) {
    Parameter p = declare(comparison, "momentum", spec, elements);
    Operand v = p.op.output("v", p.shape, p.data.values(p.shape));
    double[] parts = new double[elements];
    Arrays.setAll(parts, i -> spec.momentum() * Math.abs(v.floats()[i]) + p.gradient(spec, i));
    v.within(Arrays.stream(parts).map(part -> 5 * U * part).toArray());
    double[] bounds = new double[elements];
    Arrays.setAll(bounds, i -> p.ownError(i) + 7 * U * spec.learningRate() * parts[i]);
    p.w.within(bounds);
    p.op.check((backend, t) -> backend.optim().momentum(spec, t.of(p.w), t.of(p.dw), t.of(v)));
  }

  private static void adaGrad(OracleComparison comparison, OptimSpec spec, int elements) {
    Parameter p = declare(comparison, "adagrad", spec, elements);
    Operand h = p.op.output("h", p.shape, p.data.values(p.shape, 0.01f, 1));
    OpRun.Call call = (backend, t) -> backend.optim().adaGrad(spec, t.of(p.w), t.of(p.dw), t.of(h));
    double[] expectedH = p.op.expected(call, h);
    double[] hBounds = new double[elements];
    double[] wBounds = new double[elements];
    for (int i = 0; i < elements; i++) {
      double g = p.gradient(spec, i);
      hBounds[i] = 8 * U * (h.floats()[i] + g * g);
      wBounds[i] =
          p.ownError(i) + quotient(spec, g, 2 * U * g, expectedH[i], hBounds[i] / expectedH[i]);
    }
    h.within(hBounds);
    p.w.within(wBounds);
    p.op.check(call);
  }

  private static void adam(OracleComparison comparison, OptimSpec spec, int elements) {
    Parameter p = declare(comparison, "adam", spec, elements);
    Operand m = p.op.output("m", p.shape, p.data.values(p.shape));
    Operand v = p.op.output("v", p.shape, p.data.values(p.shape, 0.01f, 1));
    OpRun.Call call =
        (backend, t) -> backend.optim().adam(spec, t.of(p.w), t.of(p.dw), t.of(m), t.of(v));
    double[] expectedV = p.op.expected(call, v);
    double correction1 = 1 - Math.pow(spec.beta1(), spec.step());
    double correction2 = 1 - Math.pow(spec.beta2(), spec.step());
    double[] mBounds = new double[elements];
    double[] vBounds = new double[elements];
    double[] wBounds = new double[elements];
    for (int i = 0; i < elements; i++) {
      double g = p.gradient(spec, i);
      double mParts = spec.beta1() * Math.abs(m.floats()[i]) + (1 - spec.beta1()) * g;
      double vParts = spec.beta2() * v.floats()[i] + (1 - spec.beta2()) * g * g;
      mBounds[i] = 6 * U * mParts;
      vBounds[i] = 8 * U * vParts;
      wBounds[i] =
          p.ownError(i)
              + quotient(
                  spec,
                  mParts / correction1,
                  mBounds[i] / correction1,
                  expectedV[i] / correction2,
                  vBounds[i] / expectedV[i]);
    }
    m.within(mBounds);
    v.within(vBounds);
    p.w.within(wBounds);
    p.op.check(call);
  }

  /** Error of {@code η·a/(√b + ε)}; the error of b is relative. */
  private static double quotient(OptimSpec spec, double a, double aError, double b, double bError) {
    double divisor = Math.sqrt(b) + spec.epsilon();
    return spec.learningRate() / divisor * (aError + a * (bError / 2 + 16 * U));
  }
}
