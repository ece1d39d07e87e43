package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
