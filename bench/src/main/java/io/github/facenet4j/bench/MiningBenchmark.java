package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Distances and semi-hard selection for one batch of the paper: 45 people × 40 faces, 128-D. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MiningBenchmark {
  /** Device id, as {@code --device} takes it. */
  @Param("cpu")
  public String device;

  /** People x faces x embedding size. */
  @Param("45x40x128")
  public String shape;

  private Backend backend;
  private MemoryScope scope;
  private DistanceSpec distanceSpec;
  private SelectionSpec selectionSpec;
  private Tensor embeddings;
  private Tensor distances;
  private Tensor labels;
  private Tensor pairStart;
  private Tensor pairPositive;
  private Tensor negatives;

  /** Opens the device, makes unit vectors and the list of anchor-positive pairs. */
  @Setup(Level.Trial)
  public void open() {
    int[] sizes = Sizes.parse(shape, 3);
    int people = sizes[0];
    int faces = sizes[1];
    int batch = people * faces;
    int pairs = batch * (faces - 1);
    backend = Backends.require(device);
    scope = MemoryScope.root(backend, "bench");
    Tensor raw = Sizes.random(scope, Shape.of(batch, sizes[2]), 1);
    embeddings = scope.floats(raw.shape());
    backend
        .norm()
        .l2NormalizeForward(
            L2NormSpec.of("mining", batch, sizes[2]),
            raw,
            embeddings,
            scope.floats(Shape.of(batch)));
    distanceSpec = new DistanceSpec("mining", batch, sizes[2]);
    selectionSpec =
        new SelectionSpec(
            "mining",
            batch,
            pairs,
            0.2f,
            SelectionSpec.Rule.SEMI_HARD,
            SelectionSpec.WhenNone.SKIP);
    distances = scope.floats(Shape.of(batch, batch));
    labels = scope.ints(Shape.of(batch), IntStream.range(0, batch).map(i -> i / faces).toArray());
    pairStart =
        scope.ints(
            Shape.of(batch + 1),
            IntStream.rangeClosed(0, batch).map(i -> i * (faces - 1)).toArray());
    int[] positives =
        IntStream.range(0, batch)
            .flatMap(
                a ->
                    IntStream.range(a / faces * faces, a / faces * faces + faces)
                        .filter(p -> p != a))
            .toArray();
    pairPositive = scope.ints(Shape.of(pairs), positives);
    negatives = scope.ints(Shape.of(pairs));
  }

  /** The distance matrix. */
  @Benchmark
  public void distances() {
    backend.metric().pairwiseSquaredDistance(distanceSpec, embeddings, distances);
    backend.finish();
  }

  /** The distance matrix and one negative for each pair. */
  @Benchmark
  public void distancesAndSelection() {
    backend.metric().pairwiseSquaredDistance(distanceSpec, embeddings, distances);
    backend
        .metric()
        .selectNegatives(selectionSpec, distances, labels, pairStart, pairPositive, negatives);
    backend.finish();
  }

  /** Closes the device. */
  @TearDown(Level.Trial)
  public void close() {
    scope.close();
    backend.close();
  }
}
