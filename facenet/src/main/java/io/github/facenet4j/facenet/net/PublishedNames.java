package io.github.facenet4j.facenet.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How other programs name the tensors of networks that are also here. */
public enum PublishedNames {
  /**
   * OpenFace's nn4.small2 as github.com/thnkim/OpenFacePytorch numbers its layers: {@code
   * layer14.seq_list.0.1_conv.weight}.
   */
  OPENFACE_PYTORCH("nn4.small2") {
    @Override
    Optional<String> renamed(String name) {
      Matcher branch = BRANCH.matcher(name);
      if (branch.matches()) {
        return Optional.ofNullable(BLOCKS.get(branch.group(1)))
            .flatMap(block -> inBranch(block, branch.group(2), branch.group(3)))
            .map(path -> path + branch.group(4));
      }
      Matcher layer = LAYER.matcher(name);
      return layer.matches()
          ? Optional.ofNullable(LAYERS.get(layer.group(1))).map(path -> path + layer.group(2))
          : Optional.empty();
    }

    /** Branches stand in the order 3×3, 5×5 where there is one, pool, 1×1. */
    private Optional<String> inBranch(String block, String branch, String part) {
      boolean without5x5 = block.startsWith("inception5");
      int number = Integer.parseInt(branch) + (without5x5 && !branch.equals("0") ? 1 : 0);
      String path =
          switch (number) {
            case 0 -> ".branch3x3";
            case 1 -> ".branch5x5";
            case 2 -> ".branchpool";
            default -> ".branch1x1";
          };
      String own =
          switch (part) {
            case "1_conv" -> number < 2 ? ".conv1" : ".conv";
            case "2_bn" -> number < 2 ? ".bn1" : ".bn";
            case "4_conv" -> ".conv2";
            case "5_bn" -> ".bn2";
            case "2_conv" -> ".conv";
            case "3_bn" -> ".bn";
            default -> "";
          };
      return own.isEmpty() ? Optional.empty() : Optional.of(block + path + own);
    }
  },

  /** Inception-ResNet-v1 of github.com/timesler/facenet-pytorch: the names are those used here. */
  FACENET_PYTORCH("inception-resnet-v1") {
    @Override
    Optional<String> renamed(String name) {
      return Optional.empty();
    }
  };

  private static final Pattern LAYER = Pattern.compile("(layer\\d+)(\\.\\w+)");
  private static final Pattern BRANCH =
      Pattern.compile("(layer\\d+)\\.seq_list\\.([0-3])\\.(\\w+)(\\.\\w+)");
  private static final Map<String, String> LAYERS = new LinkedHashMap<>();
  private static final Map<String, String> BLOCKS = new LinkedHashMap<>();

  static {
    LAYERS.put("layer1", "conv1");
    LAYERS.put("layer2", "bn1");
    LAYERS.put("layer6", "conv2");
    LAYERS.put("layer7", "bn2");
    LAYERS.put("layer9", "conv3");
    LAYERS.put("layer10", "bn3");
    LAYERS.put("layer25", "fc");
    BLOCKS.put("layer14", "inception3a");
    BLOCKS.put("layer15", "inception3b");
    BLOCKS.put("layer16", "inception3c");
    BLOCKS.put("layer17", "inception4a");
    BLOCKS.put("layer18", "inception4e");
    BLOCKS.put("layer19", "inception5a");
    BLOCKS.put("layer21", "inception5b");
  }

  /** What PyTorch puts before the names of a network that was trained on several devices. */
  private static final String PARALLEL = "module.";

  private final String architecture;

  PublishedNames(String architecture) {
    this.architecture = architecture;
  }

  /** The network that the names are of. */
  public String architecture() {
    return architecture;
  }

  /** The name here; a name that the rules do not know stays as it is. */
  public String ours(String stored) {
    String name = stored.startsWith(PARALLEL) ? stored.substring(PARALLEL.length()) : stored;
    return renamed(name).orElse(name);
  }

  abstract Optional<String> renamed(String name);
}
