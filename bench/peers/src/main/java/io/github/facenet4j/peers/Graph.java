package io.github.facenet4j.peers;

import io.github.facenet4j.facenet.net.Head;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of ours, with its weights, as a list of plain {@link Node}s in the order of the forward
 * pass, for engines that know nothing of our layers.
 */
final class Graph {
  /** Name of the images, NCHW. */
  static final String IMAGES = "images";

  private final List<Node> nodes = new ArrayList<>();
  private final Shape input;
  private int values;
  private String result;

  private Graph(Shape input) {
    this.input = input;
  }

  /** The network as it is trained: batch norms are nodes of their own; no head. */
  static Graph forTraining(Network network) {
    Graph graph = new Graph(network.input().shape(1));
    graph.result = graph.add(network.trunk(), IMAGES, graph.input);
    return graph;
  }

  /** The network as it is used: batch norms folded into the products before them, with its head. */
  static Graph forInference(Network network) {
    Graph graph = forTraining(network);
    if (network.head() == Head.UNIT) {
      graph.result = graph.put(new Node.Unit(graph.result, graph.next()));
    }
    graph.fold();
    return graph;
  }

  /** In an order in which every value is there when it is asked for. */
  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Name of the embeddings. */
  String result() {
    return result;
  }

  /** Channels, height and width of an image. */
  int[] imageSizes() {
    return new int[] {input.c(), input.h(), input.w()};
  }

  private String next() {
    return "v" + values++;
  }

  private String put(Node node) {
    nodes.add(node);
    return node.out();
  }

  private String add(Layer layer, String in, Shape shape) {
    if (layer instanceof Sequential) {
      String value = in;
      Shape at = shape;
      for (Layer child : layer.children()) {
        value = add(child, value, at);
        at = child.outputShape(at);
      }
      return value;
    } else if (layer instanceof Concat concat) {
      return concat(concat, in, shape);
    } else if (layer instanceof Residual residual) {
      String body = add(residual.body(), in, shape);
      String shortcut = residual.shortcut() == null ? in : add(residual.shortcut(), in, shape);
      return put(new Node.Add(body, shortcut, next()));
    } else if (layer instanceof Identity) {
      return in;
    }
    return put(leaf(layer, in, shape));
  }

  private Node leaf(Layer layer, String in, Shape shape) {
    if (layer instanceof Conv2d conv) {
      return conv(layer, in, shape, conv.window(), 1);
    } else if (layer instanceof DepthwiseConv2d conv) {
      return conv(layer, in, shape, conv.window(), conv.channels());
    } else if (layer instanceof BatchNorm norm) {
      Node.Norm node = norm(norm, in);
      return norm.activation() == Activation.NONE
          ? node
          : new Node.Activate(put(node), next(), norm.activation());
    } else if (layer instanceof Activate activate && activate.parameters().isEmpty()) {
      return new Node.Activate(in, next(), activate.activation());
    } else if (layer instanceof Pool pool && pool.rounding() == Rounding.FLOOR) {
      return new Node.Pool(in, next(), pool.kind(), pool.window());
    } else if (layer instanceof Lrn lrn) {
      return new Node.Lrn(in, next(), shape.c(), lrn.size(), lrn.alpha(), lrn.beta(), lrn.k());
    } else if (layer instanceof Flatten && shape.h() * shape.w() == 1) {
      return new Node.Flatten(in, next());
    } else if (layer instanceof Linear linear) {
      String rows = shape.rank() == 4 ? put(new Node.Flatten(in, next())) : in;
      return new Node.Linear(
          rows,
          next(),
          linear.in(),
          linear.out(),
          linear.parameters().get(0).readDisk(),
          bias(layer, linear.out()));
    }
    throw new IllegalArgumentException(
        layer.name() + ": no node of the peers' graph computes " + layer + " on " + shape);
  }

  private Node.Norm norm(BatchNorm norm, String in) {
    return new Node.Norm(
        in,
        next(),
        norm.epsilon(),
        norm.momentum(),
        norm.gamma().readDisk(),
        norm.beta().readDisk(),
        norm.runningMean().readDisk(),
        norm.runningVariance().readDisk());
  }

  private Node conv(Layer layer, String in, Shape shape, Window window, int groups) {
    int outChannels = layer.outputShape(shape).c();
    float[] weight = layer.parameters().get(0).readDisk();
    return new Node.Conv(
        in, next(), window, groups, shape.c(), outChannels, weight, bias(layer, outChannels));
  }

  private static float[] bias(Layer layer, int channels) {
    return layer.parameters().size() > 1
        ? layer.parameters().get(1).readDisk()
        : new float[channels];
  }

  private String concat(Concat concat, String in, Shape shape) {
    Shape whole = concat.outputShape(shape);
    List<String> parts = new ArrayList<>();
    for (Layer branch : concat.children()) {
      Shape part = branch.outputShape(shape);
      String value = add(branch, in, shape);
      int rows = whole.h() - part.h();
      int columns = whole.w() - part.w();
      if (rows + columns > 0) {
        int top = rows / 2;
        int left = columns / 2;
        value = put(new Node.Pad(value, next(), top, left, rows - top, columns - left));
      }
      parts.add(value);
    }
    return put(new Node.Concat(parts, next()));
  }

  /** Takes each batch norm into the convolution or matrix product that it alone reads. */
  private void fold() {
    Map<String, Node> makers = new HashMap<>();
    for (Node node : List.copyOf(nodes)) {
      if (node instanceof Node.Norm norm) {
        Node maker = makers.get(norm.in());
        nodes.set(nodes.indexOf(maker), folded(maker, norm));
        nodes.remove(node);
      } else {
        makers.put(node.out(), node);
      }
    }
  }

  private static Node folded(Node maker, Node.Norm norm) {
    if (maker instanceof Node.Conv c) {
      float[] weight = c.weight().clone();
      float[] bias = c.bias().clone();
      scale(norm, weight, bias);
      return new Node.Conv(
          c.in(),
          norm.out(),
          c.window(),
          c.groups(),
          c.inChannels(),
          c.outChannels(),
          weight,
          bias);
    } else if (maker instanceof Node.Linear l) {
      float[] weight = l.weight().clone();
      float[] bias = l.bias().clone();
      scale(norm, weight, bias);
      return new Node.Linear(l.in(), norm.out(), l.inSize(), l.outSize(), weight, bias);
    }
    throw new IllegalArgumentException("A batch norm after " + maker + " cannot be folded");
  }

  private static void scale(Node.Norm norm, float[] weight, float[] bias) {
    int each = weight.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double s = norm.gamma()[o] / Math.sqrt((double) norm.variance()[o] + norm.epsilon());
      bias[o] = (float) (norm.beta()[o] + ((double) bias[o] - norm.mean()[o]) * s);
      for (int i = o * each; i < (o + 1) * each; i++) {
        weight[i] = (float) (weight[i] * s);
      }
    }
  }
}
