package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The supervised contrastive loss over given distances, with loners, one person alone and strangers
 * only. Its gradient with respect to the embeddings is that of {@link TripletCases}.
 */
final class ContrastiveCases {
  private static final double FARTHEST = 4;

  private ContrastiveCases() {}

  static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    List<Identities> groups =
        List.of(
            Identities.of("one face", 3),
            Identities.of("strangers", 1, 2, 3),
            Identities.of("one pair alone", 0, 0),
            Identities.of("smallest", 4, 4, 2),
            Identities.of("unsorted labels", 5, -2, 5, 9, -2, 5, 8),
            Identities.even("P=7 K=5 and loners", 7, 5, 6),
            Identities.even("P=16 K=4", 16, 4),
            Identities.even("P=13 K=10", 13, 10));
    for (Identities group : groups) {
      for (float temperature : new float[] {0.02f, 0.1f, 1}) {
        ContrastiveSpec spec = new ContrastiveSpec("contrast", group.batch(), temperature);
        String name = "contrastive %s tau=%s".formatted(group, temperature);
        cases.add(new ParityCase(name, c -> forward(c, name, spec, group)));
      }
    }
    return cases;
  }

  /**
   * Bounds: an exponent is at most {@code 4/(2τ)} and has three roundings, so a power is off by
   * that and the few of exp itself, relatively; a sum of B of them by B more.
   */
  private static void forward(
      OracleComparison comparison, String name, ContrastiveSpec spec, Identities group) {
    OpRun op = comparison.op(name);
    int batch = spec.batch();
    Shape matrix = Shape.of(batch, batch);
    Operand d = op.input("D", matrix, distances(new RandomData(name), matrix));
    Operand labels = op.input("labels", Shape.of(batch), group.labels());
    Operand coefficients = op.output("coefficients", matrix);
    Operand statistics = op.output("statistics", Shape.of(ContrastiveSpec.STATISTICS));
    OpRun.Call call =
        (backend, t) ->
            backend
                .metric()
                .contrastiveLoss(spec, t.of(d), t.of(labels), t.of(coefficients), t.of(statistics));
    double perDistance = 1 / (2 * (double) spec.temperature());
    double power = (6 * FARTHEST * perDistance + batch + 32) * U;
    double[] ofC = op.expected(call, coefficients);
    for (int i = 0; i < ofC.length; i++) {
      // |C| is at most the pull, 1/(2τ·|P|), and at least the push beside it: both count.
      ofC[i] = power * (Math.abs(ofC[i]) + 2 * softmax(group, i, ofC[i], perDistance));
      ofC[i] += 8 * U * perDistance + batch * (double) Float.MIN_NORMAL;
    }
    coefficients.within(ofC);
    double[] bounds = new double[ContrastiveSpec.STATISTICS];
    double[] expected = op.expected(call, statistics);
    double sums = (2 * batch + 16) * U;
    bounds[0] = expected[3] == 0 ? 0 : power + sums * (FARTHEST * perDistance + Math.log(batch));
    bounds[4] = sums * expected[4];
    bounds[5] = sums * expected[5];
    statistics.within(bounds);
    op.check(call);
  }

  /** 1/(2τ) times the share that face i/batch's anchor gives to face i%batch. */
  private static double softmax(Identities group, int i, double c, double perDistance) {
    int[] labels = group.labels();
    int a = i / labels.length;
    int k = i % labels.length;
    long positives = Arrays.stream(labels).filter(label -> label == labels[a]).count() - 1;
    boolean pulled = a != k && labels[a] == labels[k];
    return positives == 0 ? 0 : Math.max(0, (pulled ? perDistance / positives : 0) - c);
  }

  private static float[] distances(RandomData data, Shape matrix) {
    float[] values = data.values(matrix);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.min(FARTHEST, Math.abs(values[i]) * 2);
    }
    return values;
  }
}
