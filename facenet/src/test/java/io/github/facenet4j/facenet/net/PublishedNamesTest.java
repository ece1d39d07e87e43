package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.nn.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedNamesTest {
  @ParameterizedTest
  @CsvSource({
    "layer1.weight, conv1.weight",
    "module.layer2.running_var, bn1.running_var",
    "layer14.seq_list.0.1_conv.weight, inception3a.branch3x3.conv1.weight",
    "layer14.seq_list.1.5_bn.bias, inception3a.branch5x5.bn2.bias",
    "layer15.seq_list.2.2_conv.weight, inception3b.branchpool.conv.weight",
    "layer17.seq_list.3.2_bn.weight, inception4a.branch1x1.bn.weight",
    "layer19.seq_list.1.3_bn.weight, inception5a.branchpool.bn.weight",
    "layer21.seq_list.2.1_conv.bias, inception5b.branch1x1.conv.bias",
    "layer25.bias, fc.bias",
    "something.else, something.else"
  })
  void openFacesLayersHaveOurNames(String theirs, String ours) {
    assertEquals(ours, PublishedNames.OPENFACE_PYTORCH.ours(theirs));
  }

  /** The state_dict that its modules make, written down layer by layer. */
  @Test
  void everyTensorOfNn4Small2HasANameThere() {
    Set<String> found = new HashSet<>();
    for (String layer : List.of("layer1", "layer6", "layer9", "layer25")) {
      add(found, layer, false);
    }
    for (String layer : List.of("layer2", "layer7", "layer10")) {
      add(found, layer, true);
    }
    for (int layer : new int[] {14, 15, 16, 17, 18, 19, 21}) {
      boolean higher = layer >= 19;
      boolean reduction = layer == 16 || layer == 18;
      int wide = higher ? 1 : 2;
      for (int branch = 0; branch < wide; branch++) {
        String path = "layer" + layer + ".seq_list." + branch;
        add(found, path + ".1_conv", false);
        add(found, path + ".2_bn", true);
        add(found, path + ".4_conv", false);
        add(found, path + ".5_bn", true);
      }
      if (!reduction) {
        String path = "layer" + layer + ".seq_list.";
        add(found, path + wide + ".2_conv", false);
        add(found, path + wide + ".3_bn", true);
        add(found, path + (wide + 1) + ".1_conv", false);
        add(found, path + (wide + 1) + ".2_bn", true);
      }
    }
    Set<String> ours = new HashSet<>();
    Network.of(Architectures.named("nn4.small2")).parameters().stream()
        .map(Parameter::name)
        .forEach(ours::add);

    assertEquals(ours, found);
  }

  private static void add(Set<String> names, String layer, boolean norm) {
    for (String value :
        norm
            ? List.of(".weight", ".bias", ".running_mean", ".running_var")
            : List.of(".weight", ".bias")) {
      names.add(PublishedNames.OPENFACE_PYTORCH.ours(layer + value));
    }
  }
}
