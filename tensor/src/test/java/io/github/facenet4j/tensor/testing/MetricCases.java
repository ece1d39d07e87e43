package io.github.facenet4j.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BatchHardSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Distances and selection. Selection is discontinuous, so both selectors get the same distances,
 * all exact in single precision.
 */
public final class MetricCases {
  private MetricCases() {}

  /** What the distance matrix holds. */
  private enum Distances {
    /** Distinct values between 0 and 4. */
    SPREAD,
    /** Multiples of 1/8 with a margin of 1/4: many ties and many values on the bounds. */
    TIES,
    /** Like SPREAD, with every fifth entry NaN. */
    WITH_NAN,
    /** All the same: nothing is semi-hard. */
    COLLAPSED
  }

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    int[][] sizes = {{1, 1}, {2, 1}, {3, 2}, {15, 128}, {16, 64}, {17, 3}, {65, 127}, {130, 256}};
    for (int[] size : sizes) {
      DistanceSpec spec = new DistanceSpec("distance", size[0], size[1]);
      cases.add(new ParityCase(spec.toString(), c -> distance(c, spec)));
      cases.add(new ParityCase(spec + " with NaN", c -> distanceOfNaN(c, spec)));
      cases.add(new ParityCase("unit " + spec, c -> unitDistance(c, spec)));
    }
    List<Identities> groups =
        List.of(
            Identities.of("one pair alone", 0, 0),
            Identities.of("smallest triplet", 7, 7, 3),
            Identities.of("one identity", 1, 1, 1, 1),
            Identities.of("unsorted labels", 5, -2, 5, 9, -2, 5, 8),
            Identities.even("P=4 K=3", 4, 3),
            Identities.even("P=9 K=5 and loners", 9, 5, 20),
            Identities.even("P=17 K=4", 17, 4),
            Identities.even("P=2 K=65", 2, 65),
            Identities.even("P=2 K=70 and loners", 2, 70, 3));
    for (Identities group : groups) {
      for (Distances distances : Distances.values()) {
        String hard = "batch hard " + group + " " + distances;
        cases.add(new ParityCase(hard, c -> batchHard(c, hard, group, distances)));
        for (Rule rule : Rule.values()) {
          for (WhenNone whenNone : WhenNone.values()) {
            SelectionSpec spec =
                new SelectionSpec("select", group.batch(), group.pairs(), 0.25f, rule, whenNone);
            String name = "select " + group + " " + distances + " " + rule + " " + whenNone;
            cases.add(new ParityCase(name, c -> select(c, name, spec, group, distances)));
          }
        }
      }
    }
    cases.addAll(TripletCases.all());
    cases.addAll(ContrastiveCases.all());
    return cases;
  }

  private static void distance(OracleComparison comparison, DistanceSpec spec) {
    RandomData data = new RandomData(spec.toString());
    OpRun op = comparison.op(spec.toString());
    Shape vectors = Shape.of(spec.batch(), spec.embedding());
    float[] values = data.values(vectors);
    if (spec.batch() > 2) {
      // The last row repeats the first: their distance is 0 and must not come out negative.
      System.arraycopy(values, 0, values, values.length - spec.embedding(), spec.embedding());
    }
    Operand x = op.input("x", vectors, values);
    Operand d = op.output("D", Shape.of(spec.batch(), spec.batch()));
    double[] magnitude = new double[spec.batch() * spec.batch()];
    for (int i = 0; i < spec.batch(); i++) {
      for (int j = 0; j < spec.batch(); j++) {
        for (int e = 0; e < spec.embedding(); e++) {
          double parts =
              Math.abs(values[i * spec.embedding() + e])
                  + Math.abs(values[j * spec.embedding() + e]);
          // |xᵢ|² + |xⱼ|² + 2|xᵢ||xⱼ|, what the Gram form adds and subtracts.
          magnitude[i * spec.batch() + j] += i == j ? 0 : parts * parts;
        }
      }
    }
    d.withinSum(spec.embedding(), magnitude);
    op.check((backend, t) -> backend.metric().pairwiseSquaredDistance(spec, t.of(x), t.of(d)));
    symmetry(
        comparison,
        spec,
        values,
        (backend, x1, d1) -> backend.metric().pairwiseSquaredDistance(spec, x1, d1));
  }

  /**
   * Bound: as for the distances within the triplet loss, (8·E + 128) roundings of the largest
   * distance's half.
   */
  private static void unitDistance(OracleComparison comparison, DistanceSpec spec) {
    String name = "unit " + spec;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape vectors = Shape.of(spec.batch(), spec.embedding());
    float[] values = data.values(vectors);
    int length = spec.embedding();
    if (spec.batch() > 8) {
      // A face shorter than ε, one of zeros, a long one, and one that is another's neighbour.
      Arrays.fill(values, 3 * length, 4 * length, 1e-13f);
      Arrays.fill(values, 5 * length, 6 * length, 0);
      for (int i = 7 * length; i < 8 * length; i++) {
        values[i] *= 1e6f;
      }
      System.arraycopy(values, 0, values, values.length - length, length);
    }
    L2NormSpec rows = L2NormSpec.of(name, spec.batch(), length);
    Operand x = op.input("x", vectors, values);
    Operand d = op.output("D", Shape.of(spec.batch(), spec.batch()));
    double[] bounds = new double[spec.batch() * spec.batch()];
    for (int i = 0; i < bounds.length; i++) {
      boolean onDiagonal = i / spec.batch() == i % spec.batch();
      bounds[i] = onDiagonal ? 0 : (8 * length + 128) * Operand.U;
    }
    d.within(bounds);
    op.check((backend, t) -> backend.metric().unitSquaredDistance(rows, t.of(x), t.of(d)));
    symmetry(
        comparison,
        spec,
        values,
        (backend, x1, d1) -> backend.metric().unitSquaredDistance(rows, x1, d1));
  }

  /** Computes distances. */
  private interface Distance {
    void of(Backend backend, Tensor x, Tensor distances);
  }

  /** What no bound may soften: symmetric bit for bit, 0 on the diagonal, nowhere negative. */
  private static void symmetry(
      OracleComparison comparison, DistanceSpec spec, float[] values, Distance distance) {
    int batch = spec.batch();
    try (MemoryScope scope = MemoryScope.root(comparison.device(), "symmetry")) {
      Tensor x = scope.floats(Shape.of(batch, spec.embedding()), values);
      Tensor distances = scope.floats(Shape.of(batch, batch));
      distance.of(comparison.device(), x, distances);
      float[] d = distances.readFloats();
      for (int i = 0; i < batch; i++) {
        assertEquals(0f, d[i * batch + i] + 0f, "diagonal of row " + i);
        for (int j = 0; j < batch; j++) {
          assertEquals(
              d[i * batch + j], d[j * batch + i], "D[" + i + "," + j + "] and its mirror image");
          assertEquals(Math.abs(d[i * batch + j]), d[i * batch + j] + 0f, "sign of D");
        }
      }
    }
  }

  private static void distanceOfNaN(OracleComparison comparison, DistanceSpec spec) {
    RandomData data = new RandomData(spec + " NaN");
    OpRun op = comparison.op(spec + " with NaN");
    Shape vectors = Shape.of(spec.batch(), spec.embedding());
    // Small whole numbers: every way to compute the distance is exact.
    float[] values = data.levels(vectors, 4);
    values[data.below(values.length)] = Float.NaN;
    Operand x = op.input("x", vectors, values);
    Operand d = op.output("D", Shape.of(spec.batch(), spec.batch()));
    op.check((backend, t) -> backend.metric().pairwiseSquaredDistance(spec, t.of(x), t.of(d)));
  }

  private static void select(
      OracleComparison comparison,
      String name,
      SelectionSpec spec,
      Identities group,
      Distances distances) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape matrix = Shape.of(group.batch(), group.batch());
    Operand d = op.input("D", matrix, matrix(distances, data, group.batch()));
    Operand labels = op.input("labels", Shape.of(group.batch()), group.labels());
    Operand starts = op.input("pairStart", Shape.of(group.batch() + 1), group.pairStart());
    Operand positives = op.input("pairPositive", Shape.of(group.pairs()), group.pairPositive());
    Operand negatives = op.intOutput("negatives", Shape.of(group.pairs()));
    op.check(
        (backend, t) ->
            backend
                .metric()
                .selectNegatives(
                    spec, t.of(d), t.of(labels), t.of(starts), t.of(positives), t.of(negatives)));
  }

  private static void batchHard(
      OracleComparison comparison, String name, Identities group, Distances distances) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    BatchHardSpec spec = new BatchHardSpec("select", group.batch());
    Shape matrix = Shape.of(group.batch(), group.batch());
    Operand d = op.input("D", matrix, matrix(distances, data, group.batch()));
    Operand labels = op.input("labels", Shape.of(group.batch()), group.labels());
    Operand positives = op.intOutput("positives", Shape.of(group.batch()));
    Operand negatives = op.intOutput("negatives", Shape.of(group.batch()));
    op.check(
        (backend, t) ->
            backend
                .metric()
                .selectBatchHard(spec, t.of(d), t.of(labels), t.of(positives), t.of(negatives)));
  }

  private static float[] matrix(Distances distances, RandomData data, int batch) {
    float[] d = new float[batch * batch];
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        float value =
            switch (distances) {
              case SPREAD, WITH_NAN -> data.values(Shape.of(1), 0, 4)[0];
              case TIES -> data.below(12) / 8f;
              case COLLAPSED -> 0.5f;
            };
        if (distances == Distances.WITH_NAN && data.below(5) == 0) {
          value = Float.NaN;
        }
        d[i * batch + j] = value;
        d[j * batch + i] = value;
      }
    }
    return d;
  }
}
