package io.github.facenet4j.facenet.tune;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The calls that networks make, found by running them on a device that only takes notes. */
public final class NetworkCalls {
  private static final float MARGIN = 0.2f;

  private NetworkCalls() {}

  /** Calls of one inference. */
  public static List<OpCall> ofInference(Architecture architecture, int batch) {
    try (CallRecorder recorder = new CallRecorder();
        MemoryScope scope = MemoryScope.root(recorder, "calls");
        Pass pass = Pass.inference(scope)) {
      Network network = Network.of(architecture);
      network.bind(scope, 0);
      Network folded = network.forInference(scope);
      folded.embed(pass, scope.floats(folded.input().shape(batch)));
      return recorder.calls();
    }
  }

  /**
   * Calls of the network in one training step, forward and backward; the loss is not among them.
   */
  public static List<OpCall> ofTrainingStep(Architecture architecture, int batch) {
    try (CallRecorder recorder = new CallRecorder();
        MemoryScope scope = MemoryScope.root(recorder, "calls");
        Pass pass = Pass.training(scope, 0)) {
      Network network = Network.of(architecture);
      network.bindForTraining(scope, 0);
      network.forward(pass, scope.floats(network.input().shape(batch)));
      Shape embeddings = Shape.of(batch, network.embeddingSize());
      network.trunk().backwardToParameters(pass, scope.floats(embeddings));
      return recorder.calls();
    }
  }

  /**
   * Distances, semi-hard selection and loss of one batch.
   *
   * @param people P
   * @param faces K, of each
   * @param embedding E
   */
  public static List<OpCall> ofMining(int people, int faces, int embedding) {
    int batch = people * faces;
    return List.of(
        new OpCall.Distances(new DistanceSpec("distances", batch, embedding)),
        new OpCall.SelectNegatives(
            new SelectionSpec(
                "selection", batch, batch * (faces - 1), MARGIN, Rule.SEMI_HARD, WhenNone.SKIP)),
        new OpCall.TripletLoss(
            new TripletSpec(
                "loss",
                batch,
                embedding,
                batch * (faces - 1),
                MARGIN,
                Reduction.MEAN_SELECTED,
                L2NormSpec.EPSILON)));
  }

  /** Square products of these sizes, for what no network of the zoo asks for. */
  public static List<OpCall> ofSquareProducts(int... sizes) {
    List<OpCall> calls = new ArrayList<>();
    for (int size : sizes) {
      calls.add(new OpCall.Multiply(GemmSpec.of("product", size, size, size)));
    }
    return calls;
  }

  /**
   * The largest calls, largest first, until they make up this share of all multiply-adds.
   *
   * @param share between 0 and 1
   */
  public static List<OpCall> largest(List<OpCall> calls, double share) {
    double wanted = share * calls.stream().mapToLong(OpCall::multiplyAdds).sum();
    List<OpCall> descending = new ArrayList<>(calls);
    descending.sort(Comparator.comparingLong(OpCall::multiplyAdds).reversed());
    List<OpCall> largest = new ArrayList<>();
    long sum = 0;
    for (OpCall call : descending) {
      if (sum >= wanted) {
        break;
      }
      largest.add(call);
      sum += call.multiplyAdds();
    }
    return largest;
  }
}
