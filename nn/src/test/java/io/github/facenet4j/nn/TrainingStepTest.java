package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.TripletSelector;
import io.github.facenet4j.nn.metric.TripletStatistics;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.nn.optim.Adam;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import io.github.facenet4j.tensor.testing.TestDevices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of training with selection: they learn, and they stay on the device. */
class TrainingStepTest {
  private static final TripletSelector SELECTOR = new AllPairsSemiHard(0.5f, WhenNone.HARDEST);
  private static final TripletLoss LOSS = new TripletLoss(0.5f, Reduction.MEAN_SELECTED);

  private static TripletStatistics step(
      Layer network, Optimizer optimizer, MemoryScope model, Tensor x, IdentityPairs pairs) {
    TransferCounters counters = model.backend().counters();
    long live = model.backend().memory().liveBytes();
    long read = counters.bytesRead();
    long written = counters.bytesWritten();
    TripletStatistics statistics;
    optimizer.zeroGradients();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.training(step)) {
      Tensor y = network.forward(pass, x);
      DistanceMatrix distances =
          DistanceMatrix.of(step, y, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
      Triplets triplets = SELECTOR.select(step, distances);
      TripletLossValue value = LOSS.forward(step, y, triplets);
      network.backwardToParameters(pass, LOSS.backward(step, value));
      optimizer.step(0.01f);
      assertEquals(0, counters.bytesRead() - read, "bytes read before asking for the loss");
      statistics = value.read();
    }
    assertEquals(4 * TripletSpec.STATISTICS, counters.bytesRead() - read, "bytes read");
    assertEquals(0, counters.bytesWritten() - written, "bytes written");
    assertEquals(live, model.backend().memory().liveBytes(), "live bytes");
    return statistics;
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void onlyTheStatisticsLeaveTheDeviceAndTheLossFalls(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope model = MemoryScope.root(backend, "model")) {
      Layer network = MicroNetwork.define();
      for (Parameter parameter : network.parameters()) {
        parameter.bindForTraining(model);
        parameter.initialize(3);
      }
      Golden golden = new Golden("micro_network.txt");
      Tensor x = model.floats(MicroNetwork.INPUT, golden.get("x").floats());
      IdentityPairs pairs = IdentityPairs.of(model, MicroNetwork.LABELS);
      Optimizer optimizer = new Adam(model, network.parameters(), WeightDecay.NONE);
      TripletStatistics first = step(network, optimizer, model, x, pairs);
      assertEquals(6, first.filled(), "every pair has a negative");
      assertTrue(first.loss() > 0.1f, "loss " + first.loss());
      TripletStatistics last = first;
      for (int i = 1; i < 40; i++) {
        last = step(network, optimizer, model, x, pairs);
      }
      assertTrue(
          last.loss() < 0.1f * first.loss(), "loss from " + first.loss() + " to " + last.loss());
      assertTrue(last.meanPositive() < last.meanNegative(), "separated: " + last);
    }
  }
}
