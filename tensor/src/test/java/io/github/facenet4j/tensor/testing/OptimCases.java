package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Parameter updates, first and later steps, with and without weight decay, of one parameter and of
 * lists.
 *
 * <p>Bounds, with G = |dw| + λ|w|, the magnitude of g: g is off by δg = 2u·G, the states by a few
 * roundings of the parts they are summed from, and a quotient {@code q = η·a/(√b + ε)} by {@code
 * η·δa/(√b+ε) + |q|·(δb/(2b) + 16u)}, where 16u are the root, the quotients and the products beside
 * it. The bias corrections of Adam must be as good as single-precision values of the exact ones, so
 * they are to be computed in double precision.
 */
public final class OptimCases {
  private static final int[] SIZES_IN_LISTS = {257, 1, 4096, 15, 17};

  private OptimCases() {}

  private enum Rule {
    SGD,
    MOMENTUM,
    ADAGRAD,
    ADAM
  }

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int elements : new int[] {1, 3, 16, 17, 255, 256, 1025}) {
      for (Decay decay : Decay.values()) {
        for (float lambda : new float[] {0, 0.01f}) {
          for (int step : new int[] {1, 2, 1000}) {
            OptimSpec spec = new OptimSpec(0.05f, lambda, decay, 0.9f, 0.9f, 0.999f, 1e-8f, step);
            String name = elements + " weights, " + spec;
            for (Rule rule : step == 1 ? Rule.values() : new Rule[] {Rule.ADAM}) {
              cases.add(new ParityCase(rule + " " + name, c -> one(c, rule, spec, elements)));
            }
          }
        }
      }
    }
    for (int tensors : new int[] {1, 8, 9, 20}) {
      for (Decay decay : Decay.values()) {
        OptimSpec spec = new OptimSpec(0.05f, 0.01f, decay, 0.9f, 0.9f, 0.999f, 1e-8f, 3);
        for (Rule rule : Rule.values()) {
          String name = rule + " list of " + tensors + ", " + spec;
          cases.add(new ParityCase(name, c -> several(c, rule, spec, tensors)));
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

  private static void one(OracleComparison comparison, Rule rule, OptimSpec spec, int elements) {
    String name = rule + " " + elements + " " + spec;
    OpRun op = comparison.op(name);
    List<Operand> parameter = declare(op, "", new RandomData(name), rule, spec, elements);
    op.check((backend, t) -> update(backend.optim(), rule, spec, parameter, t));
  }

  private static void several(OracleComparison comparison, Rule rule, OptimSpec spec, int tensors) {
    String name = rule + " list of " + tensors + " " + spec;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    List<List<Operand>> parameters = new ArrayList<>();
    for (int i = 0; i < tensors; i++) {
      int elements = SIZES_IN_LISTS[i % SIZES_IN_LISTS.length];
      parameters.add(declare(op, "" + i, data, rule, spec, elements));
    }
    op.check((backend, t) -> updateAll(backend.optim(), rule, spec, parameters, t));
  }

  /** A call for one parameter, whose operands are w, dw and its states. */
  private static void update(
      OptimOps ops, Rule rule, OptimSpec spec, List<Operand> parameter, OpRun.Tensors t) {
    Tensor w = t.of(parameter.get(0));
    Tensor dw = t.of(parameter.get(1));
    switch (rule) {
      case SGD -> ops.sgd(spec, w, dw);
      case MOMENTUM -> ops.momentum(spec, w, dw, t.of(parameter.get(2)));
      case ADAGRAD -> ops.adaGrad(spec, w, dw, t.of(parameter.get(2)));
      case ADAM -> ops.adam(spec, w, dw, t.of(parameter.get(2)), t.of(parameter.get(3)));
    }
  }

  /** A call for all of them. */
  private static void updateAll(
      OptimOps ops, Rule rule, OptimSpec spec, List<List<Operand>> parameters, OpRun.Tensors t) {
    List<List<Tensor>> kinds =
        IntStream.range(0, parameters.get(0).size())
            .mapToObj(kind -> parameters.stream().map(each -> t.of(each.get(kind))).toList())
            .toList();
    List<Tensor> w = kinds.get(0);
    List<Tensor> dw = kinds.get(1);
    switch (rule) {
      case SGD -> ops.sgd(spec, w, dw);
      case MOMENTUM -> ops.momentum(spec, w, dw, kinds.get(2));
      case ADAGRAD -> ops.adaGrad(spec, w, dw, kinds.get(2));
      case ADAM -> ops.adam(spec, w, dw, kinds.get(2), kinds.get(3));
    }
  }

  /** The operands that all updates share. */
  private record Parameter(
      OpRun op, String number, RandomData data, Shape shape, Operand w, Operand dw) {

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

  /** The operands of parameter number so of a list, with their bounds: w, dw and its states. */
  private static List<Operand> declare(
      OpRun op, String number, RandomData data, Rule rule, OptimSpec spec, int elements) {
    Shape shape = Shape.of(elements);
    Operand w = op.output("w" + number, shape, data.values(shape));
    Operand dw = op.input("dw" + number, shape, data.values(shape));
    Parameter p = new Parameter(op, number, data, shape, w, dw);
    return switch (rule) {
      case SGD -> sgd(p, spec);
      case MOMENTUM -> momentum(p, spec);
      case ADAGRAD -> adaGrad(p, spec);
      case ADAM -> adam(p, spec);
    };
  }

  private static List<Operand> sgd(Parameter p, OptimSpec spec) {
    double[] bounds = new double[p.shape.intElements()];
    Arrays.setAll(bounds, i -> p.ownError(i) + 4 * U * spec.learningRate() * p.gradient(spec, i));
    p.w.within(bounds);
    return List.of(p.w, p.dw);
  }

  private static List<Operand> momentum(Parameter p, OptimSpec spec) {
    Operand v = p.op.output("v" + p.number, p.shape, p.data.values(p.shape));
    double[] parts = new double[p.shape.intElements()];
    Arrays.setAll(parts, i -> spec.momentum() * Math.abs(v.floats()[i]) + p.gradient(spec, i));
    v.within(Arrays.stream(parts).map(part -> 5 * U * part).toArray());
    double[] bounds = new double[parts.length];
    Arrays.setAll(bounds, i -> p.ownError(i) + 7 * U * spec.learningRate() * parts[i]);
    p.w.within(bounds);
    return List.of(p.w, p.dw, v);
  }

  private static List<Operand> adaGrad(Parameter p, OptimSpec spec) {
    Operand h = p.op.output("h" + p.number, p.shape, p.data.values(p.shape, 0.01f, 1));
    List<Operand> all = List.of(p.w, p.dw, h);
    double[] expectedH =
        p.op.expected((backend, t) -> update(backend.optim(), Rule.ADAGRAD, spec, all, t), h);
    double[] hBounds = new double[expectedH.length];
    double[] wBounds = new double[expectedH.length];
    for (int i = 0; i < expectedH.length; i++) {
      double g = p.gradient(spec, i);
      hBounds[i] = 8 * U * (h.floats()[i] + g * g);
      wBounds[i] =
          p.ownError(i) + quotient(spec, g, 2 * U * g, expectedH[i], hBounds[i] / expectedH[i]);
    }
    h.within(hBounds);
    p.w.within(wBounds);
    return all;
  }

  private static List<Operand> adam(Parameter p, OptimSpec spec) {
    Operand m = p.op.output("m" + p.number, p.shape, p.data.values(p.shape));
    Operand v = p.op.output("v" + p.number, p.shape, p.data.values(p.shape, 0.01f, 1));
    List<Operand> all = List.of(p.w, p.dw, m, v);
    double[] expectedV =
        p.op.expected((backend, t) -> update(backend.optim(), Rule.ADAM, spec, all, t), v);
    double correction1 = 1 - Math.pow(spec.beta1(), spec.step());
    double correction2 = 1 - Math.pow(spec.beta2(), spec.step());
    double[] mBounds = new double[expectedV.length];
    double[] vBounds = new double[expectedV.length];
    double[] wBounds = new double[expectedV.length];
    for (int i = 0; i < expectedV.length; i++) {
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
    return all;
  }

  /** Error of {@code η·a/(√b + ε)}; the error of b is relative. */
  private static double quotient(OptimSpec spec, double a, double aError, double b, double bError) {
    double divisor = Math.sqrt(b) + spec.epsilon();
    return spec.learningRate() / divisor * (aError + a * (bError / 2 + 16 * U));
  }
}
