package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A large batch in two passes: embed in micro-batches without saving, differentiate the loss on all
 * embeddings, recompute each micro-batch and propagate its rows. Without batch statistics the
 * gradient is that of one pass, but for the order of additions.
 */
class TwoPassBatchTest {
  private static final TripletLoss LOSS = new TripletLoss(0.5f, Reduction.MEAN_SELECTED);

  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "model");
  private final Layer network =
      new Sequential(
          "net",
          new Conv2d("conv", 3, 4, Window.same(3), Bias.ADDED),
          Activate.relu("relu"),
          new Pool("pool", PoolKind.MAX, Window.of(3).stride(2)),
          new Linear("fc", Shape.of(4, 3, 4), MicroNetwork.EMBEDDING, Bias.ADDED));

  private Tensor rows(MemoryScope scope, Tensor whole, int first, int count) {
    Tensor part = scope.floats(whole.shape().withBatch(count));
    Rows.extract(whole, first, part);
    return part;
  }

  private List<double[]> takeGradients() {
    List<double[]> gradients = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      gradients.add(backend.readDoubles(parameter.gradient()));
      backend.elementwise().fill(parameter.gradient(), 0);
    }
    return gradients;
  }

  @Test
  void microBatchesGiveTheGradientOfTheWholeBatch() {
    for (Parameter parameter : network.parameters()) {
      parameter.bindForTraining(model);
      parameter.initialize(2);
    }
    Tensor x = model.floats(MicroNetwork.INPUT, new Golden("micro_network.txt").get("x").floats());
    Triplets triplets = Triplets.fixed(model, 6, MicroNetwork.TRIPLETS);

    try (MemoryScope step = model.child("one pass");
        Pass pass = Pass.training(step)) {
      TripletLossValue value = LOSS.forward(step, network.forward(pass, x), triplets);
      network.backwardToParameters(pass, LOSS.backward(step, value));
    }
    List<double[]> expected = takeGradients();

    int[] starts = {0, 4};
    int[] counts = {4, 2};
    try (MemoryScope step = model.child("two passes")) {
      Tensor y = step.floats(Shape.of(6, MicroNetwork.EMBEDDING));
      for (int i = 0; i < starts.length; i++) {
        try (MemoryScope micro = step.child("embed");
            Pass pass = Pass.rehearsal(micro)) {
          Tensor part = network.forward(pass, rows(micro, x, starts[i], counts[i]));
          Rows.place(part, y, starts[i]);
        }
      }
      Tensor dy = LOSS.backward(step, LOSS.forward(step, y, triplets));
      for (int i = 0; i < starts.length; i++) {
        try (MemoryScope micro = step.child("propagate");
            Pass pass = Pass.training(micro)) {
          network.forward(pass, rows(micro, x, starts[i], counts[i]));
          network.backwardToParameters(pass, rows(micro, dy, starts[i], counts[i]));
        }
      }
    }
    List<double[]> found = takeGradients();

    assertTrue(expected.get(0)[0] != 0, "the loss has a gradient");
    for (int p = 0; p < expected.size(); p++) {
      String name = network.parameters().get(p).name();
      for (int i = 0; i < expected.get(p).length; i++) {
        assertEquals(expected.get(p)[i], found.get(p)[i], 1e-14, name + "[" + i + "]");
      }
    }
  }
}
