package io.github.facenet4j.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        int easiest = -1;
        for (int n = 0; n < batch; n++) {
          if (labels[n] == labels[a]) {
            continue;
          }
          float negative = d[a * batch + n];
          if (hardest < 0 || negative < d[a * batch + hardest]) {
            hardest = n;
          }
          if (easiest < 0 || negative > d[a * batch + easiest]) {
            easiest = n;
          }
          boolean inside = positive < negative && negative < positive + margin;
          if (inside && (semiHard < 0 || negative < d[a * batch + semiHard])) {
            semiHard = n;
          }
        }
        int otherwise =
            switch (whenNone) {
              case SKIP -> -1;
              case HARDEST -> hardest;
              case EASIEST -> easiest;
            };
        int chosen = hardestOnly ? hardest : semiHard < 0 ? otherwise : semiHard;
        if (chosen >= 0) {
          triplets.add(new Triplet(a, p, chosen));
        }
      }
    }
    return triplets;
  }

  /** Every valid triplet; the rules below are filters of this list. */
  private static List<Triplet> valid(int[] labels) {
    List<Triplet> triplets = new ArrayList<>();
    for (int a = 0; a < labels.length; a++) {
      for (int p = 0; p < labels.length; p++) {
        for (int n = 0; n < labels.length; n++) {
          if (p != a && labels[p] == labels[a] && labels[n] != labels[a]) {
            triplets.add(new Triplet(a, p, n));
          }
        }
      }
    }
    return triplets;
  }

  /** Of each anchor's valid triplets the one with the farthest positive and nearest negative. */
  private static List<Triplet> batchHard(float[] d, int[] labels) {
    int batch = labels.length;
    Comparator<Triplet> harder =
        Comparator.comparingDouble((Triplet t) -> -d[t.anchor() * batch + t.positive()])
            .thenComparingDouble(t -> d[t.anchor() * batch + t.negative()])
            .thenComparingInt(Triplet::positive)
            .thenComparingInt(Triplet::negative);
    return IntStream.range(0, batch)
        .mapToObj(a -> valid(labels).stream().filter(t -> t.anchor() == a).min(harder))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<Triplet> select(
      MemoryScope scope, TripletSelector selector, float[] d, int[] labels) {
    Tensor distances = scope.floats(Shape.of(labels.length, labels.length), d);
    IdentityPairs pairs = IdentityPairs.of(scope, labels);
    Triplets triplets = selector.select(scope, DistanceMatrix.given(distances, pairs));
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
      assertEquals(batchHard(d, labels), select(scope, new BatchHard(), d, labels), "batch-hard");
      assertEquals(valid(labels), select(scope, new AllTriplets(), d, labels), "all");
      List<Triplet> drawn = select(scope, new RandomNegatives(seed), d, labels);
      assertTrue(new HashSet<>(valid(labels)).containsAll(drawn), "random ones are valid");
      assertEquals(pairsOf(valid(labels)), pairsOf(drawn), "every pair that can gets one");
      assertEquals(drawn, select(scope, new RandomNegatives(seed), d, labels));
    }
  }

  private static List<List<Integer>> pairsOf(List<Triplet> triplets) {
    return triplets.stream().map(t -> List.of(t.anchor(), t.positive())).distinct().toList();
  }

  /** What every rule finds where there is nothing to learn or nothing to tell apart. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void degenerateBatchesHaveDefinedTriplets(String device) {
    List<TripletSelector> rules =
        List.of(
            new AllPairsSemiHard(MARGIN, WhenNone.SKIP),
            new AllPairsSemiHard(MARGIN, WhenNone.HARDEST),
            new AllPairsSemiHard(MARGIN, WhenNone.EASIEST),
            new Hardest(),
            new BatchHard(),
            new AllTriplets(),
            new RandomNegatives(1));
    float[] equal = new float[16];
    try (Backend backend = Backends.require(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      for (TripletSelector rule : rules) {
        assertEquals(List.of(), select(scope, rule, equal, new int[] {3, 3, 3, 3}), "one person");
        assertEquals(List.of(), select(scope, rule, equal, new int[] {1, 2, 3, 4}), "no pairs");
      }
      int[] two = {0, 0, 1, 1};
      // All embeddings equal: nothing is farther than the positive, so nothing is semi-hard.
      assertEquals(List.of(), select(scope, rules.get(0), equal, two));
      List<Triplet> lowest =
          List.of(
              new Triplet(0, 1, 2),
              new Triplet(1, 0, 2),
              new Triplet(2, 3, 0),
              new Triplet(3, 2, 0));
      for (int rule : new int[] {1, 2, 3, 4}) {
        assertEquals(lowest, select(scope, rules.get(rule), equal, two), "ties: lowest index");
      }
      // A photograph under two names: its twin at distance 0 is nobody's semi-hard negative.
      float[] twins = {0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0};
      assertEquals(List.of(), select(scope, rules.get(0), twins, two));
      assertEquals(new Triplet(0, 1, 2), select(scope, new Hardest(), twins, two).get(0));
    }
  }

  @Test
  void refusesMoreTripletsThanTheStatisticsCount() {
    int[] labels = IntStream.range(0, 800).map(i -> i / 40).toArray();
    try (Backend backend = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      DistanceMatrix distances =
          DistanceMatrix.given(scope.floats(Shape.of(800, 800)), IdentityPairs.of(scope, labels));
      var refused =
          assertThrows(
              IllegalArgumentException.class, () -> new AllTriplets().select(scope, distances));
      assertTrue(refused.getMessage().contains("23712000 valid triplets"), refused::getMessage);
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
