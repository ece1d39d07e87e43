package io.github.facenet4j.bench;

import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.Sgd;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
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

/**
 * One training step: forward, distances, semi-hard triplets, loss, backward, update. The images are
 * noise, always the same, so nothing is learned but everything is computed. Prints the peak of the
 * device's memory at the end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingStepBenchmark {
  private static final float MARGIN = 0.2f;
  private static final float LEARNING_RATE = 1e-3f;

  /** Device id, as {@code --device} takes it. */
  @Param("cpu")
  public String device;

  /** Architecture of the zoo. */
  @Param("nn4.small2")
  public String arch;

  /** People x faces of each. */
  @Param("8x4")
  public String batch;

  private final TripletLoss loss = new TripletLoss(MARGIN, Reduction.MEAN_SELECTED);
  private final AllPairsSemiHard selector = new AllPairsSemiHard(MARGIN, WhenNone.HARDEST);
  private Backend backend;
  private MemoryScope scope;
  private Network network;
  private Optimizer optimizer;
  private Tensor images;
  private IdentityPairs pairs;

  /** Opens the device and gives the network memory, the images values. */
  @Setup(Level.Trial)
  public void open() {
    int[] sizes = Sizes.parse(batch, 2);
    int faces = sizes[0] * sizes[1];
    backend = Backends.require(device);
    scope = MemoryScope.root(backend, "bench");
    network = Network.of(Architectures.named(arch));
    network.bindForTraining(scope, 1);
    optimizer = new Sgd(scope, network.parameters(), WeightDecay.NONE);
    images = Sizes.random(scope, network.input().shape(faces), 1);
    pairs = IdentityPairs.of(scope, IntStream.range(0, faces).map(i -> i / sizes[1]).toArray());
  }

  /** One step, call to finish. */
  @Benchmark
  public void step() {
    optimizer.zeroGradients();
    try (MemoryScope step = scope.child("step");
        Pass pass = Pass.training(step)) {
      Tensor embeddings = network.forward(pass, images);
      DistanceMatrix distances =
          DistanceMatrix.of(step, embeddings, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
      TripletLossValue value = loss.forward(step, embeddings, selector.select(step, distances));
      network.trunk().backwardToParameters(pass, loss.backward(step, value));
      optimizer.step(LEARNING_RATE);
      backend.finish();
    }
  }

  /** Says how much memory the device's pool held at most, live and idle together, and closes it. */
  @TearDown(Level.Trial)
  public void close() {
    System.out.printf("peak memory %d MiB%n", backend.memory().peakBytes() >> 20);
    scope.close();
    backend.close();
  }
}
