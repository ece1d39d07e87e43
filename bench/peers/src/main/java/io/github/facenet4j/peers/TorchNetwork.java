package io.github.facenet4j.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Graph} as PyTorch operators, called one by one through DJL.
 *
 * <p>Maps and filters are in PyTorch's channels-last format, which its convolutions, being
 * oneDNN's, run fastest in: DJL does not name the format, but a view of NHWC memory with its axes
 * in the order NCHW is that format. Values are freed after their last use, as Python would.
 */
final class TorchNetwork {
  /** Whether batch norms use the batch's statistics and gradients are kept. */
  enum Mode {
    INFERENCE,
    TRAINING
  }

  private final Graph graph;
  private final Mode mode;
  private final Map<Node, List<NDArray>> parameters = new HashMap<>();
  private final List<NDArray> trained = new ArrayList<>();
  private final Map<String, Integer> uses = new HashMap<>();

  /** Copies the weights. */
  TorchNetwork(NDManager manager, Graph graph, Mode mode) {
    this.graph = graph;
    this.mode = mode;
    for (Node node : graph.nodes()) {
      parameters.put(node, parameters(manager, node));
      inputs(node).forEach(name -> uses.merge(name, 1, Integer::sum));
    }
  }

  /** What an optimizer updates. */
  List<NDArray> trained() {
    return List.copyOf(trained);
  }

  /** A map of our layout as one of PyTorch's channels-last format: a view of the same memory. */
  static NDArray channelsLast(NDArray nhwc) {
    return nhwc.transpose(0, 3, 1, 2);
  }

  private List<NDArray> parameters(NDManager manager, Node node) {
    if (node instanceof Node.Conv c) {
      Shape oihw =
          new Shape(
              c.outChannels(),
              c.inChannels() / c.groups(),
              c.window().kernelHeight(),
              c.window().kernelWidth());
      NDArray ohwi = manager.create(c.weight(), oihw).transpose(0, 2, 3, 1).duplicate();
      return List.of(trained(channelsLast(ohwi)), trained(manager.create(c.bias())));
    } else if (node instanceof Node.Linear l) {
      return List.of(
          trained(manager.create(l.weight(), new Shape(l.outSize(), l.inSize()))),
          trained(manager.create(l.bias())));
    } else if (node instanceof Node.Norm n) {
      return List.of(
          manager.create(n.mean()),
          manager.create(n.variance()),
          trained(manager.create(n.gamma())),
          trained(manager.create(n.beta())));
    } else if (node instanceof Node.Lrn l) {
      Shape band = new Shape(l.channels(), l.channels(), 1, 1);
      return List.of(manager.create(band(l), band), manager.full(new Shape(l.channels()), l.k()));
    }
    return List.of();
  }

  /**
   * Σx² over neighbouring channels, times α/size, as a 1×1 convolution: PyTorch's own
   * local_response_norm is a three-dimensional average pool, which is slower.
   */
  private static float[] band(Node.Lrn l) {
    float[] band = new float[l.channels() * l.channels()];
    for (int o = 0; o < l.channels(); o++) {
      int from = Math.max(0, o - l.size() / 2);
      int to = Math.min(l.channels() - 1, o + l.size() / 2);
      Arrays.fill(band, o * l.channels() + from, o * l.channels() + to + 1, l.alpha() / l.size());
    }
    return band;
  }

  private NDArray trained(NDArray parameter) {
    if (mode == Mode.TRAINING) {
      parameter.setRequiresGradient(true);
    }
    trained.add(parameter);
    return parameter;
  }

  private static List<String> inputs(Node node) {
    if (node instanceof Node.Concat c) {
      return c.in();
    } else if (node instanceof Node.Add a) {
      return List.of(a.left(), a.right());
    } else if (node instanceof Node.Conv c) {
      return List.of(c.in());
    } else if (node instanceof Node.Norm n) {
      return List.of(n.in());
    } else if (node instanceof Node.Activate a) {
      return List.of(a.in());
    } else if (node instanceof Node.Pool p) {
      return List.of(p.in());
    } else if (node instanceof Node.Lrn l) {
      return List.of(l.in());
    } else if (node instanceof Node.Pad p) {
      return List.of(p.in());
    } else if (node instanceof Node.Flatten f) {
      return List.of(f.in());
    } else if (node instanceof Node.Linear l) {
      return List.of(l.in());
    }
    return List.of(((Node.Unit) node).in());
  }

  /**
   * The embeddings.
   *
   * @param images in channels-last format; closed afterwards
   */
  NDArray forward(NDArray images) {
    Map<String, NDArray> values = new HashMap<>(Map.of(Graph.IMAGES, images));
    Map<String, Integer> left = new HashMap<>(uses);
    for (Node node : graph.nodes()) {
      values.put(node.out(), compute(node, values));
      for (String name : inputs(node)) {
        if (left.merge(name, -1, Integer::sum) == 0) {
          values.remove(name).close();
        }
      }
    }
    return values.get(graph.result());
  }

  private NDArray compute(Node node, Map<String, NDArray> values) {
    List<NDArray> p = parameters.get(node);
    NDArray x = values.get(inputs(node).get(0));
    if (node instanceof Node.Conv c) {
      return convolution(x, p.get(0), p.get(1), c.window(), c.groups());
    } else if (node instanceof Node.Norm n) {
      // DJL's momentum is the weight of the old statistics' complement, as PyTorch's.
      return BatchNorm.batchNorm(
              x,
              p.get(0),
              p.get(1),
              p.get(2),
              p.get(3),
              1,
              n.momentum(),
              n.epsilon(),
              mode == Mode.TRAINING)
          .singletonOrThrow();
    } else if (node instanceof Node.Activate a) {
      return a.kind() == io.github.facenet4j.tensor.spi.Activation.RELU
          ? Activation.relu(x)
          : Activation.relu6(x);
    } else if (node instanceof Node.Pool pool) {
      return pool(pool, x);
    } else if (node instanceof Node.Lrn l) {
      return lrn(x, p.get(0), p.get(1), l.beta());
    } else if (node instanceof Node.Pad pad) {
      long[] sides = {pad.left(), pad.right(), pad.top(), pad.bottom()};
      return JniUtils.pad((PtNDArray) x, sides, 0);
    } else if (node instanceof Node.Concat c) {
      NDList parts = new NDList(c.in().stream().map(values::get).toList());
      return NDArrays.concat(parts, 1);
    } else if (node instanceof Node.Add a) {
      return x.add(values.get(a.right()));
    } else if (node instanceof Node.Flatten) {
      return x.reshape(x.getShape().get(0), -1);
    } else if (node instanceof Node.Linear) {
      return Linear.linear(x, p.get(0), p.get(1)).singletonOrThrow();
    }
    return unit(x);
  }

  private static NDArray pool(Node.Pool pool, NDArray x) {
    Shape kernel = new Shape(pool.window().kernelHeight(), pool.window().kernelWidth());
    Shape strides = strides(pool.window());
    Shape pads = pads(pool.window());
    if (pool.kind() == PoolKind.MAX) {
      return Pool.maxPool2d(x, kernel, strides, pads, false);
    } else if (pool.kind() == PoolKind.AVERAGE) {
      return Pool.avgPool2d(x, kernel, strides, pads, false, false);
    }
    try (NDArray square = x.square();
        NDArray mean = Pool.avgPool2d(square, kernel, strides, pads, false, false);
        NDArray sum = mean.mul(kernel.size())) {
      return sum.sqrt();
    }
  }

  private NDArray lrn(NDArray x, NDArray band, NDArray k, float beta) {
    try (NDArray square = x.square();
        NDArray scaled = convolution(square, band, k, Window.of(1), 1);
        NDArray power = scaled.pow(-beta)) {
      return x.mul(power);
    }
  }

  private static NDArray convolution(NDArray x, NDArray w, NDArray b, Window window, int groups) {
    return Conv2d.conv2d(x, w, b, strides(window), pads(window), new Shape(1, 1), groups)
        .singletonOrThrow();
  }

  static NDArray unit(NDArray x) {
    try (NDArray square = x.square();
        NDArray sum = square.sum(new int[] {1}, true);
        NDArray norm = sum.sqrt()) {
      return x.div(norm);
    }
  }

  private static Shape strides(Window window) {
    return new Shape(window.stride(), window.stride());
  }

  private static Shape pads(Window window) {
    return new Shape(window.padHeight(), window.padWidth());
  }
}
