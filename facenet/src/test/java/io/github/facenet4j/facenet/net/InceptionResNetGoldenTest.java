package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inception-ResNet-v1 against PyTorch's in double precision ({@code
 * tools/golden/inception_resnet_v1.py}), with weights that both make from the parameters' names.
 */
class InceptionResNetGoldenTest {
  private static final String NAME = "inception-resnet-v1";
  private static final int IMAGES = 2;

  /** The goldens have twelve digits. */
  private static final double ORACLE = 1e-6;

  /** What 130 layers of single precision may lose, of the largest value. */
  private static final double SINGLE = 2e-5;

  private static final Path FOLDER = Goldens.own("inception_resnet_v1");

  private static Network filled(MemoryScope scope) {
    Network network = Network.of(Architectures.named(NAME));
    for (Parameter parameter : network.parameters()) {
      parameter.bind(scope);
      NamedNoise.fill(parameter);
    }
    return network;
  }

  /** The images' numbers, which PyTorch orders by image, channel, row, column. */
  private static float[] images(Network network) {
    Shape shape = network.input().shape(IMAGES);
    double[] nchw = NamedNoise.of("images", shape.intElements());
    float[] nhwc = new float[nchw.length];
    int pixels = shape.h() * shape.w();
    for (int n = 0, from = 0; n < IMAGES; n++) {
      for (int c = 0; c < shape.c(); c++) {
        for (int p = 0; p < pixels; p++) {
          nhwc[(n * pixels + p) * shape.c() + c] = (float) nchw[from++];
        }
      }
    }
    return nhwc;
  }

  @Test
  void parametersAreThoseOfTheStateDict() {
    List<String> ours =
        Network.of(Architectures.named(NAME)).parameters().stream()
            .map(parameter -> parameter.name() + " " + parameter.diskShape())
            .sorted()
            .toList();
    List<String> theirs =
        Goldens.rows(FOLDER.resolve("parameters.csv")).stream()
            .map(row -> row.getField(0) + " " + row.getField(1))
            .sorted()
            .toList();

    assertEquals(theirs, ours);
  }

  @ParameterizedTest
  @CsvSource({"reference, " + ORACLE, "cpu, " + SINGLE, "opencl, " + SINGLE})
  void everyLayerGivesWhatPyTorchGives(String device, double tolerance) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test");
        Pass pass = Pass.inference(scope)) {
      Network network = filled(scope);
      Shape one = network.input().shape(1);
      Tensor x = scope.floats(one, Arrays.copyOf(images(network), one.intElements()));
      Map<String, Tensor> results = LayerTrace.of(pass, network.trunk(), x);
      for (Goldens.Layer layer : Goldens.layers(FOLDER.resolve("layers.csv"))) {
        // A residual block here is the sum alone; PyTorch's has the ReLU behind it.
        Tensor found =
            Stream.of(".bn.relu", ".relu", "")
                .map(suffix -> results.get(layer.name() + suffix))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        GoldenNetworkTest.check(layer, LayerTrace.channelsFirst(found), tolerance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"cpu", "opencl"})
  void theFoldedNetworkGivesPyTorchsEmbeddings(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network folded = filled(scope).forInference(scope);
      float[] found = folded.embed(scope, IMAGES, images(folded));
      int next = 0;
      for (double[] row : Goldens.numbers(FOLDER.resolve("embeddings.csv"), 1)) {
        for (double expected : row) {
          assertEquals(expected, found[next++], 5e-6, "value " + (next - 1));
        }
      }
      assertEquals(found.length, next);
    }
  }

  /** A published file has the classifier that it was trained with, and PyTorch's step counters. */
  @Test
  void theClassifierOfAPublishedFileIsLeftAside(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("published.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    try (Backend backend = TestDevices.open("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network = filled(scope);
      for (Parameter parameter : network.parameters()) {
        writer.add(parameter.name(), parameter.diskShape(), parameter::readDisk);
      }
      writer.addInts("last_bn.num_batches_tracked", Shape.of(1), new int[] {7});
      writer.add("logits.weight", Shape.of(4, 512), new float[4 * 512]);
      writer.add("logits.bias", Shape.of(4), new float[4]);
      writer.write(file);

      Network loaded =
          Model.load(List.of(file), Optional.empty(), Model.Use.INFERENCE, scope).network();

      assertEquals(NAME, loaded.architecture());
      assertArrayEquals(
          network.embed(scope, IMAGES, images(network)),
          loaded.embed(scope, IMAGES, images(loaded)));
    }
  }
}
