package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Published weights give, layer by layer, what an independent program computes with them. */
class GoldenNetworkTest {
  /** Of the largest value: what 30 to 100 layers of single precision may lose. */
  private static final double SINGLE = 2e-4;

  /**
   * The oracle computes in double precision, from single-precision weights, inputs and constants.
   */
  private static final double ORACLE = 1e-6;

  static Stream<String> devices() {
    return TestDevices.all();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void mobileFaceV2GivesTheGoldenEmbeddings(String device) throws IOException {
    checkEmbeddings(device, "mobileface-v2", mobileFace(), SINGLE);
  }

  /** Unit vectors: 1e-4 is absolute. */
  @ParameterizedTest
  @MethodSource("devices")
  void nn4Small2GivesTheGoldenEmbeddings(String device) throws IOException {
    double largest =
        Goldens.embeddings("nn4").values().stream()
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    checkEmbeddings(device, "nn4", nn4(), 1e-4 / largest);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void mobileFaceV2AgreesLayerByLayer(String device) throws IOException {
    checkLayers(device, "mobileface-v2", mobileFace());
  }

  @ParameterizedTest
  @MethodSource("devices")
  void nn4Small2AgreesLayerByLayer(String device) throws IOException {
    checkLayers(device, "nn4", nn4());
  }

  private static List<Path> mobileFace() {
    return List.of(Goldens.require("mobileface-v2.safetensors"));
  }

  private static List<Path> nn4() {
    return List.of(
        Goldens.require("openface-nn4.small2.v1-partial.safetensors"),
        Goldens.require("nn4.small2-synthetic-fill.safetensors"));
  }

  /** The folded network, as applications use it. */
  private static void checkEmbeddings(
      String device, String golden, List<Path> files, double tolerance) throws IOException {
    Map<Path, double[]> expected = Goldens.embeddings(golden);
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Network network =
          Model.load(files, Optional.empty(), Model.Use.INFERENCE, scope)
              .forInference(scope)
              .network();
      List<RgbImage> crops = expected.keySet().stream().map(ImageFiles::read).toList();
      float[] found = network.embed(scope, crops.size(), network.input().toBatch(crops));
      int next = 0;
      for (Map.Entry<Path, double[]> crop : expected.entrySet()) {
        double[] row = crop.getValue();
        assertEquals(network.embeddingSize(), row.length);
        double bound = tolerance * largest(row);
        for (int e = 0; e < row.length; e++) {
          assertEquals(row[e], found[next++], bound, crop.getKey().getFileName() + " e" + e);
        }
      }
    }
  }

  private static void checkLayers(String device, String golden, List<Path> files)
      throws IOException {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test");
        Pass pass = Pass.inference(scope)) {
      Model model = Model.load(files, Optional.empty(), Model.Use.INFERENCE, scope);
      RgbImage crop = ImageFiles.read(Goldens.require("golden/" + golden + "/crop_00.png"));
      InputSpec input = model.network().input();
      Tensor x = scope.floats(input.shape(1), input.toBatch(List.of(crop)));
      Map<String, Tensor> results =
          named(LayerTrace.of(pass, model.network().trunk(), x), x, model.network(), pass);
      List<String> unchecked = new ArrayList<>();
      for (Goldens.Layer expected : Goldens.layers(golden)) {
        Tensor found = results.get(expected.name());
        if (found == null) {
          unchecked.add(expected.name());
        } else {
          check(
              expected,
              LayerTrace.channelsFirst(found),
              device.equals("reference") ? ORACLE : SINGLE);
        }
      }
      // Steps inside one of our layers: normalising the input, a batch norm before its activation,
      // and the lower half of ReLU6.
      unchecked.removeIf(name -> name.matches("input|_minusscalar0|_maximumscalar\\d+"));
      unchecked.removeIf(name -> results.containsKey(name + ".relu6"));
      assertEquals(List.of(), unchecked);
    }
  }

  /** Our results under the names of the golden files. */
  private static Map<String, Tensor> named(
      Map<String, Tensor> trace, Tensor x, Network network, Pass pass) {
    Map<String, Tensor> named = new LinkedHashMap<>(trace);
    boolean numbered = network.architecture().equals("mobileface-v2");
    named.put(numbered ? "_mulscalar0" : "input", x);
    int clamps = 0;
    int sums = 0;
    for (Map.Entry<String, Tensor> layer : trace.entrySet()) {
      if (layer.getKey().endsWith(".relu6")) {
        named.put("_minimumscalar" + clamps++, layer.getValue());
      }
      if (layer.getKey().startsWith("residual")) {
        named.put("_plus" + sums, layer.getValue());
        named.put("flatten0", layer.getValue());
        sums++;
      }
    }
    named.put("embedding", network.embed(pass, x));
    return named;
  }

  /**
   * The golden numbers of a layer.
   *
   * @param values in the order channels, rows, columns
   * @param tolerance of the largest value
   */
  static void check(Goldens.Layer expected, double[] values, double tolerance) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double largest = Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
    double bound = tolerance * largest;
    String name = expected.name();
    assertEquals(product(expected.shape()), values.length, name);
    assertEquals(expected.mean(), mean, bound, name + " mean");
    assertEquals(expected.deviation(), Math.sqrt(variance), bound, name + " deviation");
    assertEquals(expected.min(), Arrays.stream(values).min().orElseThrow(), bound, name + " min");
    assertEquals(expected.max(), Arrays.stream(values).max().orElseThrow(), bound, name + " max");
    for (int i = 0; i < expected.first().length; i++) {
      assertEquals(expected.first()[i], values[i], bound, name + " value " + i);
    }
    assertTrue(bound > 0, name);
  }

  private static long product(String shape) {
    return Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).reduce(1, (a, b) -> a * b);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }
}
