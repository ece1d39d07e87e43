package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaceNetLfwTest {
  private static final int BATCH = 3;

  /** A network with its first weights, and statistics and γ that are not 0 and 1. */
  private static Network bound(MemoryScope scope, FaceNetLfw architecture) {
    Network network = Network.of(architecture);
    network.bindForTraining(scope, 5);
    for (Parameter parameter : network.parameters()) {
      if (parameter.shape().rank() == 1) {
        float[] values =
            Untrained.noise(parameter.shape().intElements(), parameter.name().hashCode());
        for (int i = 0; i < values.length; i++) {
          values[i] = 1 + values[i] / 2;
        }
        parameter.writeDisk(values);
      }
    }
    return network;
  }

  @Test
  void sizesAreThoseOfTheTable() {
    NetworkSummary wide = Network.of(FaceNetLfw.wide()).describe();
    NetworkSummary narrow = Network.of(FaceNetLfw.narrow()).describe();

    // 3·3·(3·24 + 24·48 + 48·96 + 96·192) + 2·3·3·(48² + 96² + 192²) + 16·192·128, and the norms
    assertEquals(218_376 + 870_912 + 393_216, weights(wide));
    assertEquals(41, Math.round(wide.multiplyAdds() / 1e6));
    assertEquals(18, Math.round(narrow.multiplyAdds() / 1e6));
    assertEquals(128, wide.embedding());
  }

  private static long weights(NetworkSummary network) {
    return network.parameters() - 2 * (24 + 3 * (48 + 96 + 192)) - 2 * 128; // γ and β of every norm
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void everyDeviceAndTheFoldedFormGiveTheOraclesEmbeddings(String device) {
    float[] images = Untrained.noise(BATCH * 64 * 64 * 3, 8);
    float[] expected;
    try (Backend reference = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(reference, "test")) {
      expected = bound(scope, FaceNetLfw.narrow()).embed(scope, BATCH, images);
    }
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network = bound(scope, FaceNetLfw.narrow());
      assertArrayEquals(expected, network.embed(scope, BATCH, images), 2e-5f);
      Network folded = network.forInference(scope);
      assertArrayEquals(expected, folded.embed(scope, BATCH, images), 2e-5f);
      assertTrue(folded.describe().layers().size() < network.describe().layers().size());
    }
  }

  @Test
  void savedWeightsLoadAsTheNetworkThatTheyAreOf(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("narrow.safetensors");
    try (Backend cpu = TestDevices.open("cpu");
        MemoryScope scope = MemoryScope.root(cpu, "test")) {
      Network network = bound(scope, FaceNetLfw.narrow());
      new Model(network, ModelMetadata.empty()).save(file);

      Model loaded = Model.load(List.of(file), Optional.empty(), Model.Use.INFERENCE, scope);

      assertEquals("facenet-lfw-narrow", loaded.network().architecture());
      float[] images = Untrained.noise(BATCH * 64 * 64 * 3, 9);
      assertArrayEquals(
          network.embed(scope, BATCH, images), loaded.network().embed(scope, BATCH, images));
    }
  }

  /** Central differences of Σ weightᵢ·yᵢ on a copy of two channels, in double precision. */
  @Test
  void gradientsOfAShrunkenCopyAgreeWithCentralDifferences() {
    ReferenceBackend backend = new ReferenceBackend();
    try (MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network = bound(scope, FaceNetLfw.ofWidth("shrunken", 2));
      Shape input = network.input().shape(BATCH);
      Tensor images = scope.floats(input, Untrained.noise(input.intElements(), 3));
      float[] factors = Untrained.noise(BATCH * network.embeddingSize(), 4);
      try (Pass pass = Pass.training(scope, 1)) {
        network.forward(pass, images);
        Tensor dy = scope.floats(Shape.of(BATCH, network.embeddingSize()), factors);
        network.trunk().backwardToParameters(pass, dy);
      }
      double step = 1e-6;
      for (Parameter parameter : network.parameters()) {
        if (!parameter.isTrainable()) {
          continue;
        }
        double[] values = backend.readDoubles(parameter.value());
        double[] gradient = backend.readDoubles(parameter.gradient());
        int i = Math.floorMod(parameter.name().hashCode(), values.length);
        double slope =
            (moved(backend, network, images, factors, parameter, values, i, step)
                    - moved(backend, network, images, factors, parameter, values, i, -step))
                / (2 * step);
        backend.writeDoubles(parameter.value(), values);
        double scale = Math.max(1, Math.abs(slope));
        assertEquals(slope, gradient[i], 1e-5 * scale, parameter.name() + "[" + i + "]");
      }
    }
  }

  private static double moved(
      ReferenceBackend backend,
      Network network,
      Tensor images,
      float[] factors,
      Parameter parameter,
      double[] values,
      int at,
      double by) {
    double[] changed = values.clone();
    changed[at] += by;
    backend.writeDoubles(parameter.value(), changed);
    try (MemoryScope scope = MemoryScope.root(backend, "moved");
        Pass pass = Pass.rehearsal(scope, 1)) {
      double[] y = backend.readDoubles(network.forward(pass, images));
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += factors[i] * y[i];
      }
      return sum;
    }
  }
}
