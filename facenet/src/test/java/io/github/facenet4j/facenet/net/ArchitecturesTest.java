package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {

  static List<Architecture> all() {
    return Architectures.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void parameterNamesAreUnique(Architecture architecture) {
    List<Parameter> parameters = Network.of(architecture).parameters();
    Set<String> names = parameters.stream().map(Parameter::name).collect(Collectors.toSet());

    assertEquals(parameters.size(), names.size());
  }

  @ParameterizedTest
  @MethodSource("all")
  void layerNamesAreUniqueAndParametersAreNamedAfterTheirLayer(Architecture architecture) {
    Set<String> names = new HashSet<>();
    Network network = Network.of(architecture);
    network.trunk().forEachLeaf(network.input().shape(1), (layer, shape) -> check(layer, names));
  }

  private static void check(Layer layer, Set<String> names) {
    assertTrue(names.add(layer.name()), layer.name());
    for (Parameter parameter : layer.parameters()) {
      assertTrue(parameter.name().startsWith(layer.name() + "."), parameter.name());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void inputIsTheSizeOfItsTemplate(Architecture architecture) {
    InputSpec input = architecture.input();

    assertEquals(input.width(), input.faceTemplate().width());
    assertEquals(input.height(), input.faceTemplate().height());
  }

  @Test
  void nn4Small2HasThePublishedParametersAndBlockShapes() {
    Network network = Network.of(Architectures.named("nn4.small2"));

    assertEquals(3_733_968, network.describe().parameters());
    assertEquals(128, network.embeddingSize());
    assertEquals("2x12x12x256", output(network, "inception3a"));
    assertEquals("2x12x12x320", output(network, "inception3b"));
    assertEquals("2x6x6x640", output(network, "inception3c"));
    assertEquals("2x6x6x640", output(network, "inception4a"));
    assertEquals("2x3x3x1024", output(network, "inception4e"));
    assertEquals("2x3x3x736", output(network, "inception5a"));
    assertEquals("2x3x3x736", output(network, "inception5b"));
  }

  @Test
  void mobileFaceV2HasThePublishedParameters() {
    Network network = Network.of(Architectures.named("mobileface-v2"));

    assertEquals(882_208, network.describe().parameters());
    assertEquals(256, network.embeddingSize());
    assertEquals(Head.RAW, network.head());
  }

  @Test
  void tinyNetworkFitsTheDemo() {
    NetworkSummary tiny = Network.of(Architectures.named("facenet-tiny")).describe();

    assertTrue(tiny.parameters() > 100_000 && tiny.parameters() < 300_000, "" + tiny.parameters());
    assertTrue(tiny.multiplyAdds() < 10_000_000, "" + tiny.multiplyAdds());
  }

  /** Rows of FaceNet's table 2: output, parameters and multiply-adds as rounded there. */
  @ParameterizedTest
  @CsvSource({
    "inception2, 56x56x192, 115, 360",
    "inception3a, 28x28x256, 164, 128",
    "inception3b, 28x28x320, 228, 179",
    "inception3c, 14x14x640, 398, 108",
    "inception4a, 14x14x640, 545, 107",
    "inception4b, 14x14x640, 595, 117",
    "inception4c, 14x14x640, 654, 128",
    "inception4d, 14x14x640, 722, 142",
    "inception4e, 7x7x1024, 717, 56",
    "inception5a, 7x7x1024, 1588, 78",
    "inception5b, 7x7x1024, 1588, 78"
  })
  void nn2HasTheRowsOfThePapersTable(
      String block, String output, long thousandParameters, long millionMultiplyAdds) {
    Network network = Network.of(Architectures.named("NN2"));
    List<LayerSummary> layers =
        network.describe().layers().stream()
            .filter(layer -> layer.name().startsWith(block + "."))
            .toList();
    long parameters = layers.stream().mapToLong(LayerSummary::parameters).sum();
    long multiplyAdds = layers.stream().mapToLong(LayerSummary::multiplyAdds).sum();

    assertEquals("2x" + output, output(network, block));
    // The paper rounds 545,536 down and prints 1.6 M for the last two.
    assertEquals(thousandParameters, parameters / 1000.0, 0.6);
    assertEquals(millionMultiplyAdds, multiplyAdds / 1e6, 0.5);
  }

  /** Rows of FaceNet's table 1. */
  @Test
  void nn1HasTheRowsOfThePapersTable() {
    NetworkSummary nn1 = Network.of(Architectures.named("NN1")).describe();
    Map<String, LayerSummary> rows =
        nn1.layers().stream().collect(Collectors.toMap(LayerSummary::name, row -> row));

    assertEquals("1x110x110x64", rows.get("conv1").output().toString());
    assertEquals(335, Math.round(rows.get("conv2").multiplyAdds() / 1e6));
    assertEquals(521, Math.round(rows.get("conv3").multiplyAdds() / 1e6));
    assertEquals("1x7x7x256", rows.get("pool4").output().toString());
    assertEquals(103, Math.round(rows.get("fc1").parameters() / 1e6));
    assertEquals("1x4096", rows.get("maxout2").output().toString());
    assertEquals(524_416, rows.get("fc7128").parameters());
    assertEquals(140_025_664, nn1.parameters());
    assertEquals(1_608_287_104, nn1.multiplyAdds());
  }

  @Test
  void inceptionResNetV1HasThePublishedParameters() {
    NetworkSummary network = Network.of(Architectures.named("inception-resnet-v1")).describe();

    // facenet-pytorch prints 27,910,327 with its classifier of 8,631 people: 512·8,631 + 8,631.
    assertEquals(27_910_327 - 513 * 8_631, network.parameters());
    assertEquals(512, network.embedding());
  }

  @ParameterizedTest
  @CsvSource({
    "NN2, 224, 7456304, 1599771872", //
    "NN3, 160, 7456304, 816274400",
    "NN4, 96, 6607888, 285330432"
  })
  void inceptionModelsHaveThePapersTotals(
      String name, int pixels, long parameters, long multiplyAdds) {
    NetworkSummary network = Network.of(Architectures.named(name)).describe();

    assertEquals(pixels, network.input().width());
    assertEquals(128, network.embedding());
    assertEquals(parameters, network.parameters());
    assertEquals(multiplyAdds, network.multiplyAdds());
  }

  @Test
  void aFormChangesEmbeddingAndNormsAndNothingElse() {
    NetworkSummary published = Network.of(Architectures.named("NN4")).describe();
    NetworkSummary longer = Network.of(Architectures.named("NN4-256d")).describe();
    NetworkSummary normed = Network.of(Architectures.named("NN4-bn")).describe();
    NetworkSummary both = Network.of(Architectures.named("NN4-bn-256d")).describe();

    assertEquals(256, longer.embedding());
    assertEquals(128 * (896 + 1), longer.parameters() - published.parameters());
    // A norm has γ and β where the convolution had a bias.
    long biases =
        published.layers().stream()
            .filter(layer -> layer.kind().startsWith("Conv2d"))
            .mapToLong(layer -> layer.output().c())
            .sum();
    assertEquals(biases, normed.parameters() - published.parameters());
    assertEquals("NN4-bn-256d", both.architecture());
    assertEquals(
        longer.parameters() + normed.parameters(), both.parameters() + published.parameters());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nn4.small2-bn", "NN4-0d", "NN4-9999d", "NN4-", "-bn"})
  void formsThatDoNotExistAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> Architectures.named(name));
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> Architectures.named("nn4"));

    assertTrue(refused.getMessage().contains(Architectures.names()), refused.getMessage());
  }

  /** Shape after the top-level layer of that name, for two images. */
  private static String output(Network network, String name) {
    var shape = network.input().shape(2);
    for (Layer layer : network.trunk().children()) {
      shape = layer.outputShape(shape);
      if (layer.name().equals(name)) {
        return shape.toString();
      }
    }
    throw new AssertionError("No layer " + name);
  }
}
