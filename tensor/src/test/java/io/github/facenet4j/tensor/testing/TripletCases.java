package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The triplet loss and its gradient, with empty slots, clamped norms and no triplets at all. */
final class TripletCases {
  private TripletCases() {}

  /** Which slots hold a triplet. */
  private enum Filling {
    MOST,
    NONE
  }

  static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    List<Identities> groups =
        List.of(
            Identities.of("smallest", 4, 4, 2),
            Identities.even("P=4 K=3", 4, 3),
            Identities.even("P=7 K=5 and loners", 7, 5, 6),
            Identities.even("P=17 K=4", 17, 4));
    for (Identities group : groups) {
      for (int embedding : new int[] {1, 3, 64, 128, 130}) {
        for (Reduction reduction : Reduction.values()) {
          for (Filling filling : Filling.values()) {
            add(cases, group, embedding, reduction, filling);
          }
        }
      }
    }
    // More columns of C than a kernel takes at a time.
    Identities many = Identities.even("P=9 K=3 and 1100 loners", 9, 3, 1100);
    add(cases, many, 3, Reduction.MEAN_SELECTED, Filling.MOST);
    for (Identities group : groups) {
      for (Rule rule : Rule.values()) {
        for (WhenNone whenNone : WhenNone.values()) {
          addMined(cases, group, rule, whenNone);
        }
      }
    }
    addMined(
        cases, Identities.even("P=2 K=70 and loners", 2, 70, 3), Rule.SEMI_HARD, WhenNone.SKIP);
    return cases;
  }

  private static void addMined(
      List<ParityCase> cases, Identities group, Rule rule, WhenNone whenNone) {
    TripletSpec spec =
        new TripletSpec(
            "mined",
            group.batch(),
            19,
            group.pairs(),
            0.2f,
            Reduction.MEAN_ACTIVE,
            L2NormSpec.EPSILON);
    SelectionSpec selection =
        new SelectionSpec("mined", group.batch(), group.pairs(), 3, rule, whenNone);
    String name = "mined %s %s %s".formatted(group, rule, whenNone);
    cases.add(
        new ParityCase(name, c -> check(declareMined(c, name, spec, selection, group), spec)));
  }

  private static void add(
      List<ParityCase> cases,
      Identities group,
      int embedding,
      Reduction reduction,
      Filling filling) {
    TripletSpec spec =
        new TripletSpec(
            "triplet",
            group.batch(),
            embedding,
            group.pairs(),
            0.2f,
            reduction,
            L2NormSpec.EPSILON);
    String name = "triplet %s E=%d %s %s".formatted(group, embedding, reduction, filling);
    cases.add(new ParityCase(name + " forward", c -> forward(c, name, spec, group, filling)));
    cases.add(new ParityCase(name + " backward", c -> backward(c, name, spec, group, filling)));
  }

  /** The operands of a forward pass. */
  private record Forward(
      OpRun op,
      Operand x,
      Identities group,
      Operand negatives,
      Operand inverseNorms,
      Operand coefficients,
      Operand statistics,
      OpRun.Call call) {}

  private static Forward declare(
      OracleComparison comparison,
      String name,
      TripletSpec spec,
      Identities group,
      Filling filling) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = vectors(op, data, spec);
    Operand starts = op.input("pairStart", Shape.of(spec.batch() + 1), group.pairStart());
    Operand positives = op.input("pairPositive", Shape.of(spec.pairs()), group.pairPositive());
    int[] chosen = new int[spec.pairs()];
    Arrays.fill(chosen, -1);
    for (int a = 0; filling == Filling.MOST && a < group.batch(); a++) {
      for (int slot = group.pairStart()[a]; slot < group.pairStart()[a + 1]; slot++) {
        int n = data.below(group.batch());
        while (group.labels()[n] == group.labels()[a]) {
          n = data.below(group.batch());
        }
        chosen[slot] = slot > 0 && data.below(4) == 0 ? -1 : n;
      }
    }
    Operand negatives = op.input("negatives", Shape.of(spec.pairs()), chosen);
    Operand inverseNorms = op.output("inverse norms", Shape.of(spec.batch()));
    Operand coefficients = op.output("coefficients", Shape.of(spec.batch(), spec.batch()));
    Operand statistics = op.output("statistics", Shape.of(TripletSpec.STATISTICS));
    OpRun.Call call =
        (backend, t) ->
            backend
                .metric()
                .tripletLossForward(
                    spec,
                    t.of(x),
                    new TripletSlots(t.of(starts), t.of(positives), t.of(negatives)),
                    t.of(inverseNorms),
                    t.of(coefficients),
                    t.of(statistics));
    return new Forward(op, x, group, negatives, inverseNorms, coefficients, statistics, call);
  }

  private static Operand vectors(OpRun op, RandomData data, TripletSpec spec) {
    Shape vectors = Shape.of(spec.batch(), spec.embedding());
    float[] values = data.values(vectors);
    if (spec.batch() > 8) {
      // One face shorter than ε and one of zeros: their norms are clamped.
      Arrays.fill(values, 3 * spec.embedding(), 4 * spec.embedding(), 1e-13f);
      Arrays.fill(values, 5 * spec.embedding(), 6 * spec.embedding(), 0);
    }
    return op.input("x", vectors, values);
  }

  /** Selection and loss at once; the distances need not be those of x. */
  private static Forward declareMined(
      OracleComparison comparison,
      String name,
      TripletSpec spec,
      SelectionSpec selection,
      Identities group) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = vectors(op, data, spec);
    Shape matrix = Shape.of(spec.batch(), spec.batch());
    // Whole numbers like the margin: ties, and distances on the bounds.
    Operand distances = op.input("D", matrix, data.levels(matrix, 16));
    Operand labels = op.input("labels", Shape.of(group.batch()), group.labels());
    Operand starts = op.input("pairStart", Shape.of(spec.batch() + 1), group.pairStart());
    Operand positives = op.input("pairPositive", Shape.of(spec.pairs()), group.pairPositive());
    Operand negatives = op.intOutput("negatives", Shape.of(spec.pairs()));
    Operand inverseNorms = op.output("inverse norms", Shape.of(spec.batch()));
    Operand coefficients = op.output("coefficients", matrix);
    Operand statistics = op.output("statistics", Shape.of(TripletSpec.STATISTICS));
    OpRun.Call call =
        (backend, t) ->
            backend
                .metric()
                .minedTripletLoss(
                    selection,
                    spec,
                    t.of(distances),
                    t.of(labels),
                    t.of(x),
                    new TripletSlots(t.of(starts), t.of(positives), t.of(negatives)),
                    t.of(inverseNorms),
                    t.of(coefficients),
                    t.of(statistics));
    return new Forward(op, x, group, negatives, inverseNorms, coefficients, statistics, call);
  }

  /**
   * Bounds: a unit vector's entries are off by E/2+12 roundings, so a squared distance (at most 4)
   * by {@code δd = (8·E+128)·u}, a hinge by twice that and the rounding of its sum. Whether a hinge
   * is positive is a jump; the case is only well posed when none lies that near to zero.
   */
  private static void forward(
      OracleComparison comparison,
      String name,
      TripletSpec spec,
      Identities group,
      Filling filling) {
    check(declare(comparison, name, spec, group, filling), spec);
  }

  private static void check(Forward run, TripletSpec spec) {
    double distanceError = (8 * spec.embedding() + 128) * U;
    requireClearHinges(run, spec, 2 * distanceError + 8 * U);
    double[] r = run.op.expected(run.call, run.inverseNorms);
    run.inverseNorms.withinSum(spec.embedding() / 2 + 10, r);
    double[] statistics = run.op.expected(run.call, run.statistics);
    double filled = statistics[1];
    double active = statistics[2];
    double divisor = Math.max(1, statistics[3]);
    double[] bounds = new double[TripletSpec.STATISTICS];
    bounds[0] = active / divisor * (2 * distanceError + 8 * U) + (filled + 4) * U * statistics[0];
    if (filled == 0) {
      distanceError = 0; // the means of nothing are exactly 0
    }
    bounds[4] = distanceError + (filled + 4) * U * statistics[4];
    bounds[5] = distanceError + (filled + 4) * U * statistics[5];
    run.statistics.within(bounds);
    run.op.check(run.call);
  }

  private static void requireClearHinges(Forward run, TripletSpec spec, double nearest) {
    double[] r = run.op.expected(run.call, run.inverseNorms);
    double[] negatives = run.op.expected(run.call, run.negatives);
    int embedding = spec.embedding();
    for (int a = 0; a < spec.batch(); a++) {
      for (int slot = run.group.pairStart()[a]; slot < run.group.pairStart()[a + 1]; slot++) {
        int p = run.group.pairPositive()[slot];
        int n = (int) negatives[slot];
        double hinge = spec.margin();
        for (int e = 0; n >= 0 && e < embedding; e++) {
          double anchor = run.x.floats()[a * embedding + e] * r[a];
          double toPositive = anchor - run.x.floats()[p * embedding + e] * r[p];
          double toNegative = anchor - run.x.floats()[n * embedding + e] * r[n];
          hinge += toPositive * toPositive - toNegative * toNegative;
        }
        if (Math.abs(hinge) <= nearest) {
          throw new IllegalStateException(
              "Ill-posed case: the hinge of slot " + slot + " is " + hinge + "; change the data");
        }
      }
    }
  }

  /**
   * Bounds: {@code de} is a sum over B faces, its tangential part one over E entries, and every
   * entry of e has one rounding of its own.
   */
  private static void backward(
      OracleComparison comparison,
      String name,
      TripletSpec spec,
      Identities group,
      Filling filling) {
    Forward forward = declare(comparison, name, spec, group, filling);
    OpRun op = comparison.op(name);
    Operand x = op.input("x", forward.x.shape(), forward.x.floats());
    Operand r = saved(op, forward, forward.inverseNorms);
    Operand coefficients = saved(op, forward, forward.coefficients);
    Operand statistics = saved(op, forward, forward.statistics);
    Operand dx = op.output("dx", x.shape());
    dx.withinSum(
        spec.batch() + spec.embedding() + 16,
        gradientMagnitude(
            spec, x.floats(), r.floats(), coefficients.floats(), statistics.floats()[3]));
    op.check(
        (backend, t) ->
            backend
                .metric()
                .distanceLossBackward(
                    spec.rows(), t.of(x), t.of(r), t.of(coefficients), t.of(statistics), t.of(dx)));
  }

  private static Operand saved(OpRun op, Forward forward, Operand output) {
    double[] values = forward.op.expected(forward.call, output);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return op.input(output.name(), output.shape(), floats);
  }

  private static double[] gradientMagnitude(
      TripletSpec spec, float[] x, float[] r, float[] coefficients, float divisor) {
    int batch = spec.batch();
    int embedding = spec.embedding();
    double[] e = new double[batch * embedding];
    Arrays.setAll(e, i -> Math.abs(x[i] * (double) r[i / embedding]));
    double[] magnitude = new double[e.length];
    for (int i = 0; divisor > 0 && i < batch; i++) {
      for (int j = 0; j < batch; j++) {
        double s = Math.abs(coefficients[i * batch + j] + coefficients[j * batch + i]);
        for (int k = 0; k < embedding; k++) {
          magnitude[i * embedding + k] +=
              2 * s / divisor * (e[i * embedding + k] + e[j * embedding + k]);
        }
      }
      double along = 0;
      for (int k = i * embedding; k < (i + 1) * embedding; k++) {
        along += magnitude[k] * e[k];
      }
      for (int k = i * embedding; k < (i + 1) * embedding; k++) {
        magnitude[k] = r[i] * (magnitude[k] + e[k] * along);
      }
    }
    return magnitude;
  }
}
