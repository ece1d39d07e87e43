package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What inference asks of a device: memory for a part of the batch, nothing new in steady state. */
class InferenceMemoryTest {
  static Stream<String> devices() {
    return TestDevices.all();
  }

  private static Network bound(MemoryScope scope) {
    Network network = Network.of(Architectures.named("facenet-tiny"));
    network.bind(scope, 1);
    return network.forInference(scope);
  }

  private static float[] images(Network network, int count) {
    float[] values = new float[network.input().shape(count).intElements()];
    Random random = new Random(count);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("devices")
  void waitsOnceAndAllocatesNothingInSteadyState(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network = bound(scope);
      float[] input = images(network, 3);
      float[] first = network.embed(scope, 3, input);
      for (int i = 0; i < 3; i++) {
        network.embed(scope, 3, input); // kept forms of the weights are made on later uses
      }
      long allocations = backend.memory().allocations();
      long launches = backend.counters().launches();
      long waits = backend.counters().waits();
      float[] again = network.embed(scope, 3, input);
      assertEquals(allocations, backend.memory().allocations(), "blocks asked of the device");
      assertTrue(backend.counters().launches() > launches);
      int expectedWaits = device.equals("opencl") ? 1 : 0;
      assertEquals(expectedWaits, backend.counters().waits() - waits, "waits for the device");
      assertArrayEquals(first, again, "the same bits");
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void embedsALargeBatchInTheMemoryOfAPart(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network = bound(scope);
      float[] part = images(network, 32);
      for (int i = 0; i < 4; i++) {
        network.embed(scope, 32, part); // kept forms of the weights are made on later uses
      }
      long ofAPart = backend.memory().peakBytes();

      float[] input = images(network, 64);
      float[] all = network.embed(scope, 64, input);
      // The images and their embeddings, with the pool's rounding; no map of the whole batch.
      long allowed = ofAPart + 5L * input.length + 5L * all.length;
      long peak = backend.memory().peakBytes();
      assertTrue(peak <= allowed, peak + " bytes, allowed " + allowed + ", a part " + ofAPart);

      for (int half = 0; half < 2; half++) {
        float[] inputs = Arrays.copyOfRange(input, half * part.length, (half + 1) * part.length);
        int size = all.length / 2;
        float[] got = Arrays.copyOfRange(all, half * size, (half + 1) * size);
        assertArrayEquals(network.embed(scope, 32, inputs), got, "images from " + 32 * half);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void leavesTheImagesAndTheEmbeddings(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test");
        MemoryScope call = scope.child("call");
        Pass pass = Pass.inference(call)) {
      Network network = bound(scope);
      Tensor images = call.floats(network.input().shape(40), images(network, 40));
      Tensor embeddings = network.embed(pass, images);
      long expected = 4 * (images.storage().elements() + embeddings.storage().elements());
      assertEquals(expected, call.liveBytes());
    }
  }
}
