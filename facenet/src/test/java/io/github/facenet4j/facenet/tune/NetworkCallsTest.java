package io.github.facenet4j.facenet.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The noted calls are those of the network. */
class NetworkCallsTest {

  static Stream<Architecture> zoo() {
    return Architectures.all().stream();
  }

  private static long sum(List<OpCall> calls, Class<? extends OpCall> kind) {
    return calls.stream().filter(kind::isInstance).mapToLong(OpCall::multiplyAdds).sum();
  }

  private static long sum(List<OpCall> calls) {
    return sum(calls, OpCall.class);
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void inferenceHasTheMultiplyAddsOfTheNetworksDefinition(Architecture architecture) {
    long defined = architecture.trunk().multiplyAdds(architecture.input().shape(1));
    List<OpCall> calls = NetworkCalls.ofInference(architecture, 1);

    assertEquals(defined, sum(calls), "one image");
    assertEquals(3 * defined, sum(NetworkCalls.ofInference(architecture, 3)), "three images");
    assertTrue(calls.stream().noneMatch(OpCall.ConvDataGradient.class::isInstance));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void trainingHasAWeightGradientForEachConvolution(Architecture architecture) {
    List<OpCall> calls = NetworkCalls.ofTrainingStep(architecture, 4);

    long forward = sum(calls, OpCall.ConvForward.class);
    assertTrue(forward > 0);
    assertEquals(forward, sum(calls, OpCall.ConvWeightGradient.class));
    // The first layer's input is the images, which need no gradient.
    assertTrue(sum(calls, OpCall.ConvDataGradient.class) < forward);
    assertTrue(sum(calls, OpCall.ConvDataGradient.class) > forward / 2);
  }

  @Test
  void miningIsOneMatrixOneSelectionAndOneLoss() {
    List<OpCall> calls = NetworkCalls.ofMining(3, 4, 128);

    assertEquals(12L * 12 * 128, sum(calls));
    assertEquals(36, ((OpCall.SelectNegatives) calls.get(1)).spec().pairs());
    assertEquals(36, ((OpCall.TripletLoss) calls.get(2)).spec().pairs());
  }

  @Test
  void theLargestCallsAreTakenUntilTheShareIsReached() {
    List<OpCall> calls =
        Stream.of(1, 7, 2)
            .<OpCall>map(size -> new OpCall.Multiply(GemmSpec.of("product", size, 1, 1)))
            .toList();

    assertEquals(List.of(calls.get(1)), NetworkCalls.largest(calls, 0.7));
    assertEquals(List.of(calls.get(1), calls.get(2)), NetworkCalls.largest(calls, 0.71));
    assertEquals(3, NetworkCalls.largest(calls, 1).size());
    assertEquals(List.of(), NetworkCalls.largest(calls, 0));
  }
}
