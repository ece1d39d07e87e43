package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.Sgd;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.stream.IntStream;

/**
 * Whole networks with random weights on noise: {@code nn4.small2/inference} (folded; images from
 * the host, embeddings to the host) and {@code nn4.small2/training} (forward, distances, semi-hard
 * triplets, loss, backward, update; the images stay on the device).
 */
final class NetworkWorkloads {
  /** The batch, then the crop: only the batch is free. */
  static final String FORM = "NxHxWxC";

  static final String INFERENCE = "/inference";
  static final String TRAINING = "/training";
  private static final float MARGIN = 0.2f;
  private static final float LEARNING_RATE = 1e-3f;
  private static final int FACES_OF_ONE = 6;

  private NetworkWorkloads() {}

  /** Embedding of a batch. */
  static Workload inference(String architecture, int batch) {
    Architecture known = Architectures.named(architecture);
    Shape input = known.input().shape(batch);
    return new Workload(
        architecture + INFERENCE,
        text(input),
        Cost.network(known.trunk().multiplyAdds(input), batch),
        scope -> {
          Network network = folded(known, scope);
          float[] images = Sizes.random(input.intElements(), 1);
          return () -> network.embed(scope, batch, images);
        });
  }

  /** The folded network; the memory of the one it was folded from is free again. */
  private static Network folded(Architecture architecture, MemoryScope scope) {
    try (MemoryScope original = scope.child("original")) {
      Network network = Network.of(architecture);
      network.bind(original, 1);
      return network.forInference(scope);
    }
  }

  /** One step on a batch of {@value #FACES_OF_ONE} faces a person. */
  static Workload training(String architecture, int batch) {
    Architecture known = Architectures.named(architecture);
    Shape input = known.input().shape(batch);
    return new Workload(
        architecture + TRAINING,
        text(input),
        Cost.network(trainingMultiplyAdds(known, input), batch),
        scope -> {
          Step step = Step.of(known, scope, input);
          return step::run;
        });
  }

  /** Forward, data gradient and weight gradient; nobody asks for the images' gradient. */
  private static long trainingMultiplyAdds(Architecture architecture, Shape input) {
    Layer trunk = architecture.trunk();
    long first = trunk.children().get(0).multiplyAdds(input);
    return 3 * trunk.multiplyAdds(input) - first;
  }

  private static String text(Shape input) {
    return Sizes.text(input.n(), input.h(), input.w(), input.c());
  }

  /** What stays from step to step. */
  private record Step(
      MemoryScope scope, Network network, Optimizer optimizer, Tensor images, IdentityPairs pairs) {
    static Step of(Architecture architecture, MemoryScope scope, Shape input) {
      Network network = Network.of(architecture);
      network.bindForTraining(scope, 1);
      int[] people = IntStream.range(0, input.n()).map(i -> i / FACES_OF_ONE).toArray();
      return new Step(
          scope,
          network,
          new Sgd(scope, network.parameters(), WeightDecay.NONE),
          Sizes.random(scope, input, 1),
          IdentityPairs.of(scope, people));
    }

    void run() {
      TripletLoss loss = new TripletLoss(MARGIN, Reduction.MEAN_SELECTED);
      optimizer.zeroGradients();
      try (MemoryScope step = scope.child("step");
          Pass pass = Pass.training(step)) {
        Tensor embeddings = network.forward(pass, images);
        DistanceMatrix distances =
            DistanceMatrix.of(step, embeddings, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
        TripletLossValue value =
            loss.forward(
                step, embeddings, distances, new AllPairsSemiHard(MARGIN, WhenNone.HARDEST));
        network.trunk().backwardToParameters(pass, loss.backward(step, value));
        optimizer.step(LEARNING_RATE);
      }
    }
  }
}
