package io.github.facenet4j.bench;

import io.github.facenet4j.facenet.net.Architectures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The one list of what is measured, for the command line and for JMH alike. Adding a shape is one
 * line here.
 *
 * <p>Shapes are those of the networks at batch 32: nn4.small2 (96×96 crops), NN2 (Schroff et al.
 * 2015, table 2, 224×224 crops; its early layers at batch 8) and mobileface-v2 (112×112).
 */
public final class Workloads {
  private static final List<String> CUBES =
      List.of("512x512x512", "1024x1024x1024", "2048x2048x2048");

  /** Products of nn4.small2 and mobileface-v2, N=32, and one without any round size. */
  private static final List<String> PRODUCTS =
      List.of(
          "18432x64x64", // conv2
          "4608x64x192", // 3a.1x1
          "1152x256x640", // 4a.1x1
          "288x256x1024", // 5a.1x1
          "128x128x736", // fc at batch 128
          "777x555x333");

  /** One shape of each kind, nn4.small2 N=32. */
  private static final List<String> CONVOLUTIONS =
      List.of(
          "32x96x96x3x64x7x2x3", // conv1
          "32x24x24x64x64x1x1x0", // conv2
          "32x24x24x64x192x3x1x1", // conv3
          "32x12x12x96x128x3x1x1", // 3a.3x3
          "32x12x12x192x64x1x1x0", // 3a.1x1
          "32x12x12x128x256x3x2x1", // 3c.3x3
          "32x12x12x32x64x5x1x2", // 3b.5x5
          "32x6x6x96x192x3x1x1", // 4a.3x3
          "32x6x6x640x256x1x1x0", // 4a.1x1
          "32x3x3x96x384x3x1x1", // 5a.3x3
          "32x56x56x96x0x3x2x1"); // mobileface-v2 depthwise

  private static final List<String> MORE_CONVOLUTIONS =
      List.of(
          "32x12x12x16x32x5x1x2", // nn4.small2 3a.5x5
          "32x12x12x320x128x1x1x0", // 3c.3x3 reduction
          "32x6x6x160x256x3x2x1", // 4e.3x3
          "32x3x3x1024x256x1x1x0", // 5a.1x1
          "8x224x224x3x64x7x2x3", // NN2 conv1
          "8x56x56x64x192x3x1x1", // NN2 inception (2)
          "32x28x28x96x128x3x1x1", // NN2 3a.3x3
          "32x14x14x96x192x3x1x1", // NN2 4a.3x3
          "32x14x14x640x256x1x1x0", // NN2 4a.1x1
          "32x7x7x192x384x3x1x1", // NN2 5a.3x3
          "32x112x112x3x32x3x2x1", // mobileface-v2 conv1
          "32x56x56x32x96x1x1x0", // bottleneck 0, expansion
          "32x28x28x96x32x1x1x0", // bottleneck 0, projection
          "32x28x28x96x0x3x1x1", // depthwise
          "32x14x14x192x0x3x1x1",
          "32x7x7x384x128x1x1x0");

  private static final List<String> MAPS = List.of("32x48x48x64");
  private static final List<String> MORE_MAPS = List.of("32x24x24x192", "32x12x12x256");
  private static final String NN4 = "nn4.small2";
  private static final String MOBILE = "mobileface-v2";

  /** Enough for large networks to fill their tiles. */
  private static final int ZOO_BATCH = 8;

  private Workloads() {}

  /** The essentials. */
  static List<Workload> quick() {
    List<Workload> all = new ArrayList<>(networks());
    CUBES.forEach(shape -> all.add(GemmWorkloads.of("nn", shape)));
    for (String letters : List.of("tn", "nt")) {
      all.add(GemmWorkloads.of(letters, CUBES.get(1)));
    }
    PRODUCTS.forEach(shape -> all.add(GemmWorkloads.of("nn", shape)));
    CONVOLUTIONS.forEach(shape -> all.addAll(ConvWorkloads.threePasses(shape)));
    all.addAll(MetricWorkloads.all("45x40x128"));
    MAPS.forEach(shape -> addLayers(all, shape));
    return all;
  }

  /** 1,024 to 16,384 faces: distances and selection grow with their square. */
  private static final List<String> GROWING_BATCHES =
      List.of("32x32x128", "64x32x128", "128x32x128", "256x32x128", "512x32x128");

  /** Everything. */
  static List<Workload> full() {
    List<Workload> all = new ArrayList<>(zoo());
    all.addAll(quick());
    for (String letters : List.of("tn", "nt", "tt")) {
      for (String shape : PRODUCTS) {
        all.add(GemmWorkloads.of(letters, shape));
      }
    }
    MORE_CONVOLUTIONS.forEach(shape -> all.addAll(ConvWorkloads.threePasses(shape)));
    MORE_MAPS.forEach(shape -> addLayers(all, shape));
    GROWING_BATCHES.forEach(shape -> all.add(MetricWorkloads.distance(shape)));
    GROWING_BATCHES.forEach(shape -> all.add(MetricWorkloads.selection(shape)));
    return all;
  }

  private static void addLayers(List<Workload> all, String shape) {
    all.addAll(LayerWorkloads.all(shape));
    all.add(LayerWorkloads.concat(shape));
  }

  /** Whole networks, at the batches that the issue of speed is about. */
  private static List<Workload> networks() {
    return List.of(
        NetworkWorkloads.inference(NN4, 1),
        NetworkWorkloads.inference(NN4, 32),
        NetworkWorkloads.inference(NN4, 128),
        NetworkWorkloads.inference(MOBILE, 32),
        NetworkWorkloads.training(NN4, 90),
        NetworkWorkloads.training(NN4, 180));
  }

  /** Inference of every network. */
  private static List<Workload> zoo() {
    return Architectures.all().stream()
        .map(architecture -> NetworkWorkloads.inference(architecture.name(), ZOO_BATCH))
        .toList();
  }

  /** Whole networks, all at one batch. */
  static List<Workload> networks(int batch) {
    return List.of(
        NetworkWorkloads.inference(NN4, batch),
        NetworkWorkloads.inference(MOBILE, batch),
        NetworkWorkloads.training(NN4, batch));
  }

  /** Whether a workload is a whole network's, so that a batch means something to it. */
  static boolean isNetwork(Workload workload) {
    return workload.cost().images() > 0;
  }

  /**
   * A workload by name, of any shape.
   *
   * @param name benchmark and shape, such as {@code gemm/tn 300x200x100}; the filter of a
   *     convolution may be left out, {@code conv/forward 1x8x8x16x16x3x1x1}
   * @throws IllegalArgumentException when there is no such benchmark or the shape is not its form
   */
  public static Workload named(String name) {
    String[] words = name.strip().split("\\s+");
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "Workload '" + name + "' must be a benchmark and a shape, such as gemm/nn 512x512x512");
    }
    String[] path = words[0].split("/");
    String shape = words[1];
    return switch (path[0]) {
      case "gemm" -> GemmWorkloads.of(words[0].substring(words[0].indexOf('/') + 1), shape);
      case "conv" ->
          ConvWorkloads.of(ConvWorkloads.Pass.named(path.length > 1 ? path[1] : ""), shape);
      case "distance" -> MetricWorkloads.distance(shape);
      case "selection" -> MetricWorkloads.selection(shape);
      case "triplet" -> MetricWorkloads.loss(shape);
      case "mining" -> MetricWorkloads.step(shape);
      case "layer" -> LayerWorkloads.named(words[0], shape);
      default -> network(words[0], shape);
    };
  }

  private static Workload network(String benchmark, String shape) {
    int end = benchmark.lastIndexOf('/');
    BiFunction<String, Integer, Workload> kind =
        switch (benchmark.substring(Math.max(0, end))) {
          case NetworkWorkloads.INFERENCE -> NetworkWorkloads::inference;
          case NetworkWorkloads.TRAINING -> NetworkWorkloads::training;
          default ->
              throw new IllegalArgumentException(
                  "Benchmark '" + benchmark + "' is not known; bin/facenet bench --list names all");
        };
    return kind.apply(benchmark.substring(0, end), Sizes.parse(shape, NetworkWorkloads.FORM)[0]);
  }
}
