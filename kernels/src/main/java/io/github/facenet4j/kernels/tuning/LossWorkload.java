package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The triplet loss and its gradient, every slot filled, every hinge positive: as after the choice
 * of semi-hard negatives, and so that no rounding decides what counts.
 */
final class LossWorkload extends Workload {
  private static final int CHECKED_BATCH = 150;

  /** Above the largest squared distance of unit vectors. */
  private static final float MARGIN = 8;

  private final String family;
  private final ShapeClass shape;
  private final TripletSpec spec;
  private final EvenGroups groups;

  LossWorkload(String family, TripletSpec asked) {
    this(family, ShapeClass.of(family, asked.rows()), asked, asked.batch());
  }

  private LossWorkload(String family, ShapeClass shape, TripletSpec asked, int batch) {
    this.family = family;
    this.shape = shape;
    this.groups = EvenGroups.of(batch, asked.batch(), asked.pairs());
    this.spec =
        new TripletSpec(
            asked.layer(),
            batch,
            asked.embedding(),
            groups.pairs(),
            MARGIN,
            Reduction.MEAN_ACTIVE,
            asked.epsilon());
  }

  @Override
  ShapeClass shape() {
    return shape;
  }

  @Override
  long multiplyAdds() {
    return 0;
  }

  /** A row gathers over B faces; its part along e and the norm are sums over E. */
  @Override
  int terms() {
    return spec.batch() + 2 * spec.embedding() + 32;
  }

  @Override
  Workload reduced() {
    return new LossWorkload(family, shape, spec, Math.min(spec.batch(), CHECKED_BATCH));
  }

  /** A face of another identity for each pair, −1 where there is none. */
  private int[] negatives() {
    SplittableRandom random = new SplittableRandom(2);
    return Arrays.stream(groups.positives())
        .map(
            positive -> {
              int n = random.nextInt(spec.batch());
              return groups.person(n) == groups.person(positive) ? -1 : n;
            })
        .toArray();
  }

  @Override
  Operation on(MemoryScope scope, Values values) {
    int batch = spec.batch();
    Shape vectors = Shape.of(batch, spec.embedding());
    Tensor x = random(scope, vectors, 1, values);
    TripletSlots slots =
        new TripletSlots(
            groups.pairStart(scope),
            scope.ints(Shape.of(spec.pairs()), groups.positives()),
            scope.ints(Shape.of(spec.pairs()), negatives()));
    Tensor r = unwritten(scope, Shape.of(batch));
    Tensor c = unwritten(scope, Shape.of(batch, batch));
    Tensor statistics = unwritten(scope, Shape.of(TripletSpec.STATISTICS));
    Tensor dx = unwritten(scope, vectors);
    return new Operation(
        () -> {
          scope.backend().metric().tripletLossForward(spec, x, slots, r, c, statistics);
          scope.backend().metric().distanceLossBackward(spec.rows(), x, r, c, statistics, dx);
        },
        dx);
  }

  /**
   * The gradient with every term positive: {@code r(m + e·⟨m,e⟩), m = 2/divisor·Σ|S|(|eᵢ|+|eⱼ|)}.
   */
  @Override
  double[] magnitudes(MemoryScope oracle) {
    int batch = spec.batch();
    int length = spec.embedding();
    float[] x = randomValues(batch * length, 1, Values.ABSOLUTE);
    double[] r = new double[batch];
    double[] e = new double[x.length];
    for (int i = 0; i < batch; i++) {
      double squares = 0;
      for (int k = i * length; k < (i + 1) * length; k++) {
        squares += (double) x[k] * x[k];
      }
      r[i] = 1 / Math.max(Math.sqrt(squares), spec.epsilon());
      for (int k = i * length; k < (i + 1) * length; k++) {
        e[k] = x[k] * r[i];
      }
    }
    double[] s = new double[batch * batch];
    double divisor = Math.max(1, weights(s));
    double[] magnitudes = new double[x.length];
    for (int i = 0; i < batch; i++) {
      double along = 0;
      for (int k = 0; k < length; k++) {
        double sum = 0;
        for (int j = 0; j < batch; j++) {
          sum += s[i * batch + j] * (e[i * length + k] + e[j * length + k]);
        }
        magnitudes[i * length + k] = 2 / divisor * sum;
        along += 2 / divisor * sum * e[i * length + k];
      }
      for (int k = i * length; k < (i + 1) * length; k++) {
        magnitudes[k] = r[i] * (magnitudes[k] + e[k] * along);
      }
    }
    return magnitudes;
  }

  /** Adds up how often two faces meet in a triplet, both ways; gives the triplets. */
  private int weights(double[] s) {
    int batch = spec.batch();
    int[] positives = groups.positives();
    int[] negatives = negatives();
    int filled = 0;
    for (int slot = 0; slot < positives.length; slot++) {
      int a = slot / Math.max(1, groups.faces() - 1);
      int n = negatives[slot];
      for (int other : n < 0 ? new int[0] : new int[] {positives[slot], n}) {
        s[a * batch + other]++;
        s[other * batch + a]++;
      }
      filled += n < 0 ? 0 : 1;
    }
    return filled;
  }
}
