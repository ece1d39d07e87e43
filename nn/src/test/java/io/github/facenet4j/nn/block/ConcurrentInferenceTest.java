package io.github.facenet4j.nn.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.MicroNetwork;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConcurrentInferenceTest {
  private static final int THREADS = 4;
  private static final int IMAGES = 24;

  private static float[] infer(Layer network, MemoryScope model, float[] pixels) {
    try (MemoryScope scope = model.child("request");
        Pass pass = Pass.inference(scope)) {
      Tensor x = scope.floats(MicroNetwork.INPUT, pixels);
      return network.forward(pass, x).readFloats();
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void oneBoundNetworkServesSeveralThreads(String device) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Backend backend = TestDevices.open(device);
        MemoryScope model = MemoryScope.root(backend, "model")) {
      Layer network = MicroNetwork.define();
      for (Parameter parameter : network.parameters()) {
        parameter.bind(model);
        parameter.initialize(1);
      }
      SplittableRandom random = new SplittableRandom(2);
      List<float[]> expected = new ArrayList<>();
      List<Future<float[]>> found = new ArrayList<>();
      for (int image = 0; image < IMAGES; image++) {
        float[] pixels = new float[MicroNetwork.INPUT.intElements()];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = (float) random.nextDouble();
        }
        expected.add(infer(network, model, pixels));
        found.add(threads.submit(() -> infer(network, model, pixels)));
      }
      for (int image = 0; image < IMAGES; image++) {
        assertArrayEquals(expected.get(image), found.get(image).get(), "image " + image);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
