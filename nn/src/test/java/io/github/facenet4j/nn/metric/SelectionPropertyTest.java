package io.github.facenet4j.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Selection on the device against the rule written as a triple loop. */
class SelectionPropertyTest {
  private static final float MARGIN = 0.25f;

  static Stream<Arguments> batches() {
    return Stream.of("reference", "cpu")
        .flatMap(
            device ->
                IntStream.range(0, 12)
                    .mapToObj(seed -> arguments(device, seed, 1 + seed * 3, 1 + seed % 5)));
  }

  private static int[] labels(SplittableRandom random, int batch, int identities) {
    return IntStream.range(0, batch).map(i -> 40 - random.nextInt(identities)).toArray();
  }

  /**
   * Symmetric, zero on the diagonal; multiples of 1/16 in [0,2), so that ties and distances exactly
   * on either end of the semi-hard range are frequent.
   */
  private static float[] coarseDistances(SplittableRandom random, int batch) {
    float[] d = new float[batch * batch];
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        d[i * batch + j] = random.nextInt(32) / 16f;
        d[j * batch + i] = d[i * batch + j];
      }
    }
    return d;
  }

  /** The rule, as the paper states it. */
  private static List<Triplet> bruteForce(
      float[] d, int[] labels, float margin, WhenNone whenNone, boolean hardestOnly) {
    int batch = labels.length;
    List<Triplet> triplets = new ArrayList<>();
    for (int a = 0; a < batch; a++) {
      for (int p = 0; p < batch; p++) {
        if (p == a || labels[p] != labels[a]) {
          continue;
        }
        float positive = d[a * batch + p];
        int semiHard = -1;
        int hardest = -1;
        for (int n = 0; n < batch; n++) {
          if (labels[n] == labels[a]) {
            continue;
          }
          float negative = d[a * batch + n];
          if (hardest < 0 || negative < d[a * batch + hardest]) {
            hardest = n;
          }
          boolean inside = positive < negative && negative < positive + margin;
          if (inside && (semiHard < 0 || negative < d[a * batch + semiHard])) {
            semiHard = n;
          }
        }
        boolean fallBack = semiHard < 0 && whenNone == WhenNone.HARDEST;
        int chosen = hardestOnly || fallBack ? hardest : semiHard;
        if (chosen >= 0) {
          triplets.add(new Triplet(a, p, chosen));
        }
      }
    }
    return triplets;
  }

  private static List<Triplet> select(
      MemoryScope scope, TripletSelector selector, float[] d, int[] labels) {
    Tensor distances = scope.floats(Shape.of(labels.length, labels.length), d);
    IdentityPairs pairs = IdentityPairs.of(scope, labels);
    Triplets triplets = selector.select(scope, DistanceMatrix.given(distances, pairs));
    assertEquals(pairs.count(), triplets.slotCount());
    List<Triplet> filled = triplets.read();
    assertEquals(filled.size(), triplets.readFilledCount());
    return filled;
  }

  @ParameterizedTest(name = "{0} seed {1}: {2} faces of {3} people")
  @MethodSource("batches")
  void choosesWhatTheTripleLoopChooses(String device, int seed, int batch, int identities) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = labels(random, batch, identities);
    float[] d = coarseDistances(random, batch);
    try (Backend backend = Backends.require(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      for (WhenNone whenNone : WhenNone.values()) {
        assertEquals(
            bruteForce(d, labels, MARGIN, whenNone, false),
            select(scope, new AllPairsSemiHard(MARGIN, whenNone), d, labels),
            "semi-hard, else " + whenNone);
      }
      assertEquals(
          bruteForce(d, labels, 0, WhenNone.HARDEST, true),
          select(scope, new Hardest(), d, labels),
          "hardest");
    }
  }

  /** Without ties, renumbering the faces renumbers the triplets and changes nothing else. */
  @ParameterizedTest(name = "{0} seed {1}: {2} faces of {3} people")
  @MethodSource("batches")
  void doesNotDependOnTheOrderOfTheFaces(String device, int seed, int batch, int identities) {
    SplittableRandom random = new SplittableRandom(100 + seed);
    int[] labels = labels(random, batch, identities);
    int[] order = IntStream.range(0, batch).toArray();
    for (int i = batch - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    float[] d = coarseDistances(random, batch);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < i; j++) {
        d[i * batch + j] += (i * batch + j) * 0x1p-16f;
        d[j * batch + i] = d[i * batch + j];
      }
    }
    float[] permuted = new float[d.length];
    int[] permutedLabels = new int[batch];
    for (int i = 0; i < batch; i++) {
      permutedLabels[i] = labels[order[i]];
      for (int j = 0; j < batch; j++) {
        permuted[i * batch + j] = d[order[i] * batch + order[j]];
      }
    }
    try (Backend backend = Backends.require(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      TripletSelector selector = new AllPairsSemiHard(MARGIN, WhenNone.SKIP);
      Set<Triplet> renumbered = new HashSet<>();
      for (Triplet t : select(scope, selector, permuted, permutedLabels)) {
        renumbered.add(new Triplet(order[t.anchor()], order[t.positive()], order[t.negative()]));
      }
      assertEquals(new HashSet<>(select(scope, selector, d, labels)), renumbered);
    }
  }
}
