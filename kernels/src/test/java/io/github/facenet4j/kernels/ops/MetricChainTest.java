package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Distances, selection, loss and gradient one after the other, as a training step runs them. */
class MetricChainTest {
  private static final int PEOPLE = 9;
  private static final int FACES = 7;
  private static final int BATCH = PEOPLE * FACES;
  private static final int PAIRS = BATCH * (FACES - 1);
  private static final int EMBEDDING = 20;
  private static final float MARGIN = 0.3f;

  private OpenClBackend backend;

  @BeforeEach
  void open() {
    backend = TestDevice.open();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  /** One step's tensors; the constructor runs the chain. */
  private static final class Step {
    final Tensor distances;
    final Tensor negatives;
    final Tensor statistics;
    final Tensor dx;

    Step(Backend backend, MemoryScope scope, Tensor x) {
      distances = scope.floats(Shape.of(BATCH, BATCH));
      negatives = scope.ints(Shape.of(PAIRS));
      statistics = scope.floats(Shape.of(TripletSpec.STATISTICS));
      dx = scope.floats(x.shape());
      Tensor labels =
          scope.ints(Shape.of(BATCH), IntStream.range(0, BATCH).map(Step::label).toArray());
      Tensor pairStart =
          scope.ints(
              Shape.of(BATCH + 1),
              IntStream.rangeClosed(0, BATCH).map(a -> a * (FACES - 1)).toArray());
      Tensor pairPositive = scope.ints(Shape.of(PAIRS), positives());
      Tensor inverseNorms = scope.floats(Shape.of(BATCH));
      Tensor coefficients = scope.floats(Shape.of(BATCH, BATCH));
      SelectionSpec selection =
          new SelectionSpec(
              "chain",
              BATCH,
              PAIRS,
              MARGIN,
              SelectionSpec.Rule.SEMI_HARD,
              SelectionSpec.WhenNone.SKIP);
      TripletSpec loss =
          new TripletSpec(
              "chain",
              BATCH,
              EMBEDDING,
              PAIRS,
              MARGIN,
              TripletSpec.Reduction.MEAN_SELECTED,
              1e-10f);
      backend.metric().unitSquaredDistance(L2NormSpec.of("chain", BATCH, EMBEDDING), x, distances);
      backend
          .metric()
          .minedTripletLoss(
              selection,
              loss,
              distances,
              labels,
              x,
              new TripletSlots(pairStart, pairPositive, negatives),
              inverseNorms,
              coefficients,
              statistics);
      backend
          .metric()
          .distanceLossBackward(loss.rows(), x, inverseNorms, coefficients, statistics, dx);
    }

    static int label(int face) {
      return face / FACES;
    }

    static int[] positives() {
      return IntStream.range(0, BATCH)
          .flatMap(a -> IntStream.range(0, BATCH).filter(p -> p != a && label(p) == label(a)))
          .toArray();
    }
  }

  /** Unit vectors scattered around one point a person. */
  private static float[] embeddings(long seed) {
    Random random = new Random(seed);
    float[] centres = new float[PEOPLE * EMBEDDING];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    float[] x = new float[BATCH * EMBEDDING];
    for (int face = 0; face < BATCH; face++) {
      double squares = 0;
      for (int k = 0; k < EMBEDDING; k++) {
        float centre = centres[Step.label(face) * EMBEDDING + k];
        float value = centre + 0.9f * (float) random.nextGaussian();
        x[face * EMBEDDING + k] = value;
        squares += value * value;
      }
      for (int k = 0; k < EMBEDDING; k++) {
        x[face * EMBEDDING + k] /= (float) Math.sqrt(squares);
      }
    }
    return x;
  }

  @Test
  void readsBackOnlyWhatTheCallerReads() {
    try (MemoryScope scope = MemoryScope.root(backend, "step")) {
      Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(1));
      long readBefore = backend.counters().bytesRead();
      long launchesBefore = backend.counters().launches();
      Step step = new Step(backend, scope, x);
      backend.finish();
      assertTrue(backend.counters().launches() - launchesBefore >= 4, "kernels were launched");
      assertEquals(0, backend.counters().bytesRead() - readBefore, "bytes read by the chain");
      step.statistics.readFloats();
      assertEquals(
          TripletSpec.STATISTICS * 4L, backend.counters().bytesRead() - readBefore, "bytes read");
    }
    assertEquals(0, backend.memory().liveBytes(), "scratch went back to the pool");
  }

  /**
   * On GPUs: distances, selection with hinges, statistics, gradient; the rungs below need eight.
   */
  @Test
  void isFourLaunchesOnGpus() {
    try (VariantBackend gpu = VariantBackend.open(MetricChainTest::asGpu)) {
      assertEquals(4, launchesOfAStep(gpu));
      gpu.choices()
          .force(PairwiseDistance.FAMILY, "distance/03_register_block BLOCK=4 DEPTH=16 GROUP=16");
      gpu.choices().force(FusedTripletLoss.FAMILY, "loss/01_rows LANES=64 VECTOR=4");
      assertEquals(8, launchesOfAStep(gpu));
    }
  }

  private static long launchesOfAStep(Backend gpu) {
    try (MemoryScope scope = MemoryScope.root(gpu, "step")) {
      Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(5));
      long before = gpu.counters().launches();
      new Step(gpu, scope, x);
      return gpu.counters().launches() - before;
    }
  }

  @Test
  void givesTheSameBitsOnEveryRun() {
    sameBitsTwice(backend);
  }

  @Test
  void givesTheSameBitsOnEveryRunOfTheKernelsForGpus() {
    try (VariantBackend gpu = VariantBackend.open(MetricChainTest::asGpu)) {
      sameBitsTwice(gpu);
    }
  }

  private static DeviceLimits asGpu(DeviceLimits limits) {
    return new DeviceLimits(
        limits.name(),
        limits.driver(),
        DeviceType.GPU,
        limits.computeUnits(),
        1,
        limits.maxWorkGroupSize(),
        limits.localMemoryBytes(),
        limits.globalMemoryBytes(),
        limits.maxAllocationBytes());
  }

  private static void sameBitsTwice(Backend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "steps")) {
      Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(2));
      Step first = new Step(backend, scope, x);
      Step second = new Step(backend, scope, x);
      assertArrayEquals(bits(first.distances), bits(second.distances));
      assertArrayEquals(first.negatives.readInts(), second.negatives.readInts());
      assertArrayEquals(bits(first.statistics), bits(second.statistics));
      assertArrayEquals(bits(first.dx), bits(second.dx));
    }
  }

  private static int[] bits(Tensor tensor) {
    float[] values = tensor.readFloats();
    return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
  }

  @Test
  void selectsWhatTheDefinitionSays() {
    try (MemoryScope scope = MemoryScope.root(backend, "step")) {
      Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(3));
      Step step = new Step(backend, scope, x);
      float[] d = step.distances.readFloats();
      int[] negatives = step.negatives.readInts();
      int[] positives = Step.positives();
      int filled = 0;
      for (int slot = 0; slot < PAIRS; slot++) {
        int a = slot / (FACES - 1);
        int chosen = negatives[slot];
        filled += chosen >= 0 ? 1 : 0;
        assertTrue(
            chosen < 0 || isSemiHard(d, a, positives[slot], chosen), "slot " + slot + " fits");
        for (int n = 0; n < BATCH; n++) {
          boolean better =
              isSemiHard(d, a, positives[slot], n)
                  && (chosen < 0
                      || d[a * BATCH + n] < d[a * BATCH + chosen]
                      || (d[a * BATCH + n] == d[a * BATCH + chosen] && n < chosen));
          assertTrue(!better, "slot " + slot + ": " + n + " comes before " + chosen);
        }
      }
      assertTrue(filled > 0 && filled < PAIRS, "both outcomes occur: " + filled);
      assertEquals(filled, step.statistics.readFloats()[1], "filled slots");
    }
  }

  private static boolean isSemiHard(float[] d, int a, int p, int n) {
    float positive = d[a * BATCH + p];
    float negative = d[a * BATCH + n];
    return Step.label(n) != Step.label(a) && negative > positive && negative < positive + MARGIN;
  }

  @Test
  void servesSeveralThreadsAtOnce() throws Exception {
    int[] alone;
    try (MemoryScope scope = MemoryScope.root(backend, "alone")) {
      Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(4));
      alone = bits(new Step(backend, scope, x).dx);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<int[]>> results =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            try (MemoryScope scope = MemoryScope.root(backend, "thread")) {
                              Tensor x = scope.floats(Shape.of(BATCH, EMBEDDING), embeddings(4));
                              return bits(new Step(backend, scope, x).dx);
                            }
                          }))
              .toList();
      for (Future<int[]> result : results) {
        assertArrayEquals(alone, result.get());
      }
    } finally {
      threads.shutdown();
    }
  }
}
