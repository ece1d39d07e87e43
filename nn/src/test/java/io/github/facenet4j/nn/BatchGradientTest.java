package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch in micro-batches against the same batch in one pass. */
class BatchGradientTest {
  private static final int BATCH = 6;
  private static final long SEED = 9;
  private static final TripletLoss LOSS = new TripletLoss(0.5f, Reduction.MEAN_SELECTED);

  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "model");
  private final Tensor x =
      model.floats(MicroNetwork.INPUT, new Golden("micro_network.txt").get("x").floats());
  private final Triplets triplets = Triplets.fixed(model, BATCH, MicroNetwork.TRIPLETS);

  @AfterEach
  void close() {
    model.close();
    backend.close();
  }

  private Layer withoutStatistics() {
    return bound(
        new Sequential(
            "net",
            new Conv2d("conv", 3, 4, Window.same(3), Bias.ADDED),
            Activate.relu("relu"),
            new Pool("pool", PoolKind.MAX, Window.of(3).stride(2)),
            new Linear("fc", Shape.of(4, 3, 4), MicroNetwork.EMBEDDING, Bias.ADDED)));
  }

  private Layer withStatisticsAndDropout() {
    return bound(
        new Sequential(
            "net",
            new Conv2d("conv", 3, 4, Window.same(3).stride(2), Bias.NONE),
            BatchNorm.relu("bn", 4),
            new Dropout("drop", 0.3f),
            new Linear("fc", Shape.of(5, 4, 4), MicroNetwork.EMBEDDING, Bias.ADDED)));
  }

  private Layer bound(Layer network) {
    for (Parameter parameter : network.parameters()) {
      parameter.bindForTraining(model);
      parameter.initialize(2);
    }
    return network;
  }

  private Tensor images(MemoryScope scope, int first, int count) {
    Tensor part = scope.floats(x.shape().withBatch(count));
    Rows.extract(x, first, part);
    return part;
  }

  private Tensor gradient(MemoryScope scope, Tensor y) {
    return LOSS.backward(scope, LOSS.forward(scope, y, triplets));
  }

  private void accumulate(Layer network, int microBatch) {
    try (MemoryScope step = model.child("step")) {
      new BatchGradient(network, microBatch)
          .accumulate(step, BATCH, SEED, this::images, y -> gradient(step, y));
    }
  }

  private List<double[]> takeGradients(Layer network) {
    List<double[]> gradients = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.isTrainable()) {
        gradients.add(backend.readDoubles(parameter.gradient()));
        backend.elementwise().fill(parameter.gradient(), 0);
      }
    }
    return gradients;
  }

  private List<double[]> gradientsOfOnePass(Layer network) {
    try (MemoryScope step = model.child("one pass");
        Pass pass = Pass.training(step, SEED)) {
      network.backwardToParameters(pass, gradient(step, network.forward(pass, x)));
    }
    return takeGradients(network);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 100})
  void microBatchesGiveTheGradientOfTheWholeBatch(int microBatch) {
    Layer network = withoutStatistics();
    List<double[]> expected = gradientsOfOnePass(network);
    accumulate(network, microBatch);
    List<double[]> found = takeGradients(network);

    assertTrue(expected.get(0)[0] != 0, "the loss has a gradient");
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), found.get(p), 1e-14, network.parameters().get(p).name());
    }
  }

  @Test
  void aBatchThatFitsIsAnOrdinaryPassBitForBit() {
    Layer network = withStatisticsAndDropout();
    List<double[]> expected = gradientsOfOnePass(network);
    accumulate(network, BATCH);
    List<double[]> found = takeGradients(network);
    for (int p = 0; p < expected.size(); p++) {
      assertArrayEquals(expected.get(p), found.get(p));
    }
  }

  /** Remembers what the network gave, in the order of the calls. */
  private record Recorder(Layer network, List<Pass.Mode> modes, List<float[]> results)
      implements Layer {
    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public Shape outputShape(Shape input) {
      return network.outputShape(input);
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
      Tensor y = network.forward(pass, x);
      modes.add(pass.mode());
      results.add(y.readFloats());
      return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
      return network.backward(pass, dy);
    }
  }

  @Test
  void bothPassesSeeTheSameStatisticsAndMasksAndEveryPartItsOwn() {
    Recorder recorder =
        new Recorder(withStatisticsAndDropout(), new ArrayList<>(), new ArrayList<>());
    accumulate(recorder, 2);
    List<float[]> results = recorder.results();
    Pass.Mode rehearse = Pass.Mode.REHEARSE;
    Pass.Mode train = Pass.Mode.TRAIN;
    assertEquals(List.of(rehearse, rehearse, train, train, train), recorder.modes());
    assertArrayEquals(results.get(0), results.get(3), 0f);
    assertArrayEquals(results.get(1), results.get(4), 0f);

    Dropout dropout = new Dropout("drop", 0.5f);
    Recorder masks = new Recorder(dropout, new ArrayList<>(), new ArrayList<>());
    try (MemoryScope step = model.child("masks")) {
      Tensor ones = step.floats(Shape.of(2, 64));
      backend.elementwise().fill(ones, 1);
      new BatchGradient(masks, 2).accumulate(step, 4, SEED, (scope, first, count) -> ones, y -> y);
    }
    assertNotEquals(List.of(boxed(masks, 0)), List.of(boxed(masks, 1)), "masks of two parts");
  }

  private static List<Float> boxed(Recorder recorder, int call) {
    List<Float> values = new ArrayList<>();
    for (float value : recorder.results().get(call)) {
      values.add(value);
    }
    return values;
  }

  /** With weight 1/10 for each of three parts, 0.9³ of the first value is left. */
  @Test
  void runningStatisticsMoveOnceForEveryMicroBatch() {
    BatchNorm norm = (BatchNorm) bound(new BatchNorm("bn", 2));
    try (MemoryScope step = model.child("step")) {
      Tensor rows = step.floats(Shape.of(2, 2), new float[] {1, 3, 3, 7});
      new BatchGradient(norm, 2)
          .accumulate(step, BATCH, SEED, (scope, first, count) -> rows, y -> y);
    }
    double moved = 1 - 0.9 * 0.9 * 0.9;
    double[] mean = backend.readDoubles(norm.runningMean().value());
    assertArrayEquals(new double[] {2 * moved, 5 * moved}, mean, 1e-6);
  }

  @Test
  void nothingOfAMicroBatchOutlivesIt() {
    Layer network = withStatisticsAndDropout();
    long before = model.liveBytes();
    try (MemoryScope step = model.child("step")) {
      new BatchGradient(network, 2)
          .accumulate(step, BATCH, SEED, this::images, y -> gradient(step, y));
      long small = 4L * 6 * (5 * BATCH * MicroNetwork.EMBEDDING + 2 * BATCH * BATCH);
      assertTrue(step.liveBytes() < small, "embeddings and loss alone are left");
    }
    assertEquals(before, model.liveBytes());
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "7,3,3 2 2", "6,3,3 3", "5,9,5", "10,4,4 3 3", "4,1,1 1 1 1"})
  void partsAreNearlyEqualAndCoverTheBatchInOrder(int batch, int most, String sizes) {
    MicroBatches parts = MicroBatches.of(batch, most);
    List<String> found = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < parts.count(); i++) {
      assertEquals(at, parts.first(i));
      at += parts.size(i);
      found.add(Integer.toString(parts.size(i)));
    }
    assertEquals(batch, at);
    assertEquals(sizes, String.join(" ", found));
  }

  @Test
  void refusesPartsWithoutRows() {
    var refused = assertThrows(IllegalArgumentException.class, () -> MicroBatches.of(5, 0));
    assertTrue(refused.getMessage().contains("in parts of 0"), refused::getMessage);
  }
}
