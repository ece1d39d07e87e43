package io.github.facenet4j.facenet.tune;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletLossValue;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.CheckResult.Outcome;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whole networks on a device beside the oracle: the ops that have one kernel only (pooling, norms,
 * depthwise convolutions, losses) are checked by what they make of a network's values.
 *
 * <p>The error is the length of the difference relative to the length of the oracle's result.
 */
public final class NetworkParity {
  /** Rounding gives some 1e-6; a wrong kernel anywhere gives more than this. */
  private static final double INFERENCE_BOUND = 1e-4;

  /** A unit that rounding lets through the other side of a maximum moves gradients, not values. */
  private static final double TRAINING_BOUND = 1e-2;

  private static final String NETWORK = "the whole network";
  private static final float MARGIN = 0.2f;
  private static final long SEED = 7;

  private NetworkParity() {}

  /** Embeddings of noise by the network as it is used, with everything folded. */
  public static CheckResult inference(Backend device, Architecture architecture, int images) {
    return compared(
        "inference",
        architecture.name() + " " + images,
        INFERENCE_BOUND,
        device,
        backend -> {
          try (MemoryScope scope = MemoryScope.root(backend, "check")) {
            Network network = Network.of(architecture);
            network.bind(scope, SEED);
            Network folded = network.forInference(scope);
            return folded.embed(scope, images, noise(folded.input().shape(images).intElements()));
          }
        });
  }

  /** Gradients of all parameters after one step with semi-hard triplets. */
  public static CheckResult training(
      Backend device, Architecture architecture, int people, int faces) {
    return compared(
        "training",
        architecture.name() + " " + people + "x" + faces,
        TRAINING_BOUND,
        device,
        backend -> gradients(backend, architecture, people, faces));
  }

  private static float[] gradients(
      Backend backend, Architecture architecture, int people, int faces) {
    try (MemoryScope scope = MemoryScope.root(backend, "check");
        Pass pass = Pass.training(scope, SEED)) {
      Network network = Network.of(architecture);
      network.bindForTraining(scope, SEED);
      int batch = people * faces;
      Tensor images =
          scope.floats(
              network.input().shape(batch), noise(network.input().shape(batch).intElements()));
      Tensor outputs = network.forward(pass, images);
      int[] identities = IntStream.range(0, batch).map(i -> i / faces).toArray();
      DistanceMatrix distances =
          DistanceMatrix.of(
              scope,
              outputs,
              IdentityPairs.of(scope, identities),
              DistanceMatrix.Scaling.UNIT_LENGTH);
      TripletLoss loss = new TripletLoss(MARGIN, Reduction.MEAN_SELECTED);
      TripletLossValue value =
          loss.forward(scope, outputs, distances, new AllPairsSemiHard(MARGIN, WhenNone.HARDEST));
      network.trunk().backwardToParameters(pass, loss.backward(scope, value));
      List<float[]> all = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        if (parameter.isTrainable()) {
          all.add(parameter.gradient().readFloats());
        }
      }
      return joined(all);
    }
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static float[] noise(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  /** What is computed on both. */
  @FunctionalInterface
  private interface Computation {
    float[] on(Backend backend);
  }

  private static CheckResult compared(
      String family, String shape, double bound, Backend device, Computation computation) {
    float[] expected;
    try (Backend oracle = Backends.require("reference")) {
      expected = computation.on(oracle);
    }
    double error;
    try {
      error = relativeError(computation.on(device), expected);
    } catch (RuntimeException failed) {
      return wrong(family, shape, String.valueOf(failed.getMessage()));
    }
    // Not the other way round: the error may be NaN.
    return error <= bound
        ? new CheckResult(family, shape, NETWORK, Outcome.RIGHT, error / bound, "")
        : wrong(
            family,
            shape,
            "differs from the reference by %.2g of its length, allowed is %.2g"
                .formatted(error, bound));
  }

  private static CheckResult wrong(String family, String shape, String failure) {
    return new CheckResult(family, shape, NETWORK, Outcome.WRONG, 0, failure);
  }

  private static double relativeError(float[] got, float[] expected) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) got[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / length);
  }
}
