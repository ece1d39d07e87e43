package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.Rows;
import io.github.facenet4j.nn.block.InferenceFolding;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.L2Normalize;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A face-embedding network: what it takes, its trunk of layers, and its head.
 *
 * <p>Building one costs nothing on any device; {@link #bind}, {@link #bindForTraining} or {@link
 * Model#load} give it memory and values. Once bound it serves several threads, each with a scope of
 * its own.
 */
public final class Network {
  /** Enough that no layer has too few pixels to fill its tiles; twice as many are no faster. */
  private static final int MOST_IMAGES_OF_A_PART = 32;

  /**
   * The same for devices of hundreds of processors and no cache that holds a map: the last maps, of
   * 3×3 pixels, then give each processor a tile of 128 rows.
   */
  private static final int MOST_IMAGES_OF_A_GPU_PART = 2048;

  private final String architecture;
  private final InputSpec input;
  private final Head head;
  private final Layer trunk;
  private final Supplier<Layer> blueprint;
  private final L2Normalize normalize = new L2Normalize("embedding");
  private final int embeddingSize;

  private Network(
      String architecture, InputSpec input, Head head, Layer trunk, Supplier<Layer> blueprint) {
    this.architecture = architecture;
    this.input = input;
    this.head = head;
    this.trunk = trunk;
    this.blueprint = blueprint;
    Shape embedding = trunk.outputShape(input.shape(1));
    if (embedding.rank() != 2) {
      throw new IllegalArgumentException(
          architecture + ": the trunk must give one vector for each image, got " + embedding);
    }
    this.embeddingSize = embedding.dim(1);
  }

  /** A network of the zoo, without memory. */
  public static Network of(Architecture architecture) {
    return of(architecture, architecture.input());
  }

  /**
   * A network of the zoo for another input.
   *
   * @throws IllegalArgumentException when the layers cannot take it
   */
  public static Network of(Architecture architecture, InputSpec input) {
    return new Network(
        architecture.name(), input, architecture.head(), architecture.trunk(), architecture::trunk);
  }

  /** Another network of the same architecture and input, without memory. */
  public Network sibling() {
    return new Network(architecture, input, head, blueprint.get(), blueprint);
  }

  /** Name in {@link Architectures}. */
  public String architecture() {
    return architecture;
  }

  /** What it takes. */
  public InputSpec input() {
    return input;
  }

  /** What follows the trunk. */
  public Head head() {
    return head;
  }

  /** The layers up to the raw embedding; the head is not among them. */
  public Layer trunk() {
    return trunk;
  }

  /** Numbers of one embedding. */
  public int embeddingSize() {
    return embeddingSize;
  }

  /** All parameters, statistics included, in order of the forward pass. */
  public List<Parameter> parameters() {
    return trunk.parameters();
  }

  /** Its blocks and their leaves with shapes and costs for one image. */
  public NetworkSummary describe() {
    List<NetworkSummary.Block> blocks = new ArrayList<>();
    Shape shape = input.shape(1);
    List<Layer> rows = trunk instanceof Sequential ? trunk.children() : List.of(trunk);
    for (Layer row : rows) {
      blocks.add(block(row, shape));
      shape = row.outputShape(shape);
    }
    if (head == Head.UNIT) {
      blocks.add(block(normalize, shape));
    }
    return new NetworkSummary(architecture, input, embeddingSize, List.copyOf(blocks));
  }

  private static NetworkSummary.Block block(Layer layer, Shape shape) {
    List<LayerSummary> leaves = new ArrayList<>();
    layer.forEachLeaf(shape, (leaf, own) -> leaves.add(summary(leaf, own)));
    LayerSummary whole =
        new LayerSummary(
            layer.name(),
            layer.toString(),
            layer.outputShape(shape),
            leaves.stream().mapToLong(LayerSummary::parameters).sum(),
            leaves.stream().mapToLong(LayerSummary::multiplyAdds).sum());
    return new NetworkSummary.Block(whole, List.copyOf(leaves));
  }

  private static LayerSummary summary(Layer layer, Shape shape) {
    long trainable =
        layer.parameters().stream()
            .filter(Parameter::isTrainable)
            .mapToLong(parameter -> parameter.shape().elements())
            .sum();
    Shape output = layer.outputShape(shape);
    return new LayerSummary(
        layer.name(),
        layer.toString(),
        output,
        trainable,
        layer.multiplyAdds(shape) + (addsBias(layer) ? output.elements() : 0));
  }

  private static boolean addsBias(Layer layer) {
    return layer instanceof Conv2d conv && conv.bias() == Bias.ADDED
        || layer instanceof Linear linear && linear.bias() == Bias.ADDED;
  }

  /** Gives it memory and its first, random values: an untrained network for inference. */
  public void bind(MemoryScope scope, long seed) {
    for (Parameter parameter : parameters()) {
      parameter.bind(scope);
      parameter.initialize(seed);
    }
  }

  /** Gives it memory with gradients, and its first, random values. */
  public void bindForTraining(MemoryScope scope, long seed) {
    for (Parameter parameter : parameters()) {
      parameter.bindForTraining(scope);
      parameter.initialize(seed);
    }
  }

  /**
   * The same network rewritten for speed: batch norms, residual sums and activations become part of
   * the kernels before them. The original keeps its memory.
   *
   * @param scope owner of the new parameters
   */
  public Network forInference(MemoryScope scope) {
    return new Network(architecture, input, head, InferenceFolding.fold(trunk, scope), blueprint);
  }

  /**
   * The trunk's result, not normalised: what {@code TripletLoss} takes, whose gradient goes to
   * {@link #trunk()}.
   *
   * @param images [batch, height, width, 3]
   * @return [batch, embedding] in the pass's scope
   */
  public Tensor forward(Pass pass, Tensor images) {
    return trunk.forward(pass, images);
  }

  /**
   * The network's output: unit vectors where the head is {@link Head#UNIT}.
   *
   * <p>A large batch goes through in equal parts, one after the other: the maps in between are then
   * those of a part, which fit in less memory and, on processors, in part in caches.
   *
   * @param images [batch, height, width, 3]
   * @return [batch, embedding] in the pass's scope
   */
  public Tensor embed(Pass pass, Tensor images) {
    int batch = images.shape().n();
    boolean isCpu = pass.scope().backend().device().type() == DeviceType.CPU;
    int most = isCpu ? MOST_IMAGES_OF_A_PART : MOST_IMAGES_OF_A_GPU_PART;
    int parts = (batch + most - 1) / most;
    if (parts == 1) {
      return embedPart(pass, images);
    }
    Tensor all = pass.scope().floats(Shape.of(batch, embeddingSize));
    for (int i = 0; i < parts; i++) {
      int first = (int) ((long) batch * i / parts);
      int count = (int) ((long) batch * (i + 1) / parts) - first;
      Tensor part = pass.scope().floats(input.shape(count));
      Rows.extract(images, first, part);
      Tensor embeddings = embedPart(pass, part);
      pass.release(part, embeddings);
      Rows.place(embeddings, all, first);
      pass.release(embeddings);
    }
    return all;
  }

  private Tensor embedPart(Pass pass, Tensor images) {
    Tensor raw = trunk.forward(pass, images);
    if (head == Head.RAW) {
      return raw;
    }
    Tensor unit = normalize.forward(pass, raw);
    pass.release(raw);
    return unit;
  }

  /**
   * The network's output for images on the host.
   *
   * @param scope any scope on the network's device; only a child of it is used
   * @param batch number of images
   * @param images NHWC, as {@link InputSpec} makes them
   * @return [batch, embedding]
   */
  public float[] embed(MemoryScope scope, int batch, float[] images) {
    try (MemoryScope call = scope.child("embed");
        Pass pass = Pass.inference(call)) {
      return embed(pass, call.floats(input.shape(batch), images)).readFloats();
    }
  }

  @Override
  public String toString() {
    return architecture + " " + input.width() + "x" + input.height() + "→" + embeddingSize;
  }
}
