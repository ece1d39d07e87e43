package io.github.facenet4j.peers;

import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.spi.Activation;
import java.nio.ByteBuffer;

/**
 * Writes a {@link Graph} as an ONNX model: operators of opset 13, field numbers of the messages
 * from onnx.proto (github.com/onnx/onnx).
 */
final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ProtoMessage graph = new ProtoMessage();
  private int constants;

  private OnnxFile() {}

  /** The model's bytes; its batch is free. */
  static byte[] of(Graph network) {
    OnnxFile file = new OnnxFile();
    network.nodes().forEach(file::add);
    int[] image = network.imageSizes();
    file.graph
        .text(2, "facenet4j")
        .message(11, value(Graph.IMAGES, image[0], image[1], image[2]))
        .message(12, value(network.result()));
    return new ProtoMessage()
        .number(1, IR_VERSION)
        .text(2, "facenet4j")
        .message(7, file.graph)
        .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
        .bytes();
  }

  private void add(Node node) {
    if (node instanceof Node.Conv c) {
      String w =
          floats(
              c.weight(),
              c.outChannels(),
              c.inChannels() / c.groups(),
              c.window().kernelHeight(),
              c.window().kernelWidth());
      String b = floats(c.bias(), c.outChannels());
      put(
          windowed(op("Conv", c.out(), c.in(), w, b), c.window())
              .message(5, i("group", c.groups())));
    } else if (node instanceof Node.Activate a) {
      put(
          a.kind() == Activation.RELU
              ? op("Relu", a.out(), a.in())
              : op("Clip", a.out(), a.in(), floats(new float[] {0}), floats(new float[] {6})));
    } else if (node instanceof Node.Pool p) {
      pool(p);
    } else if (node instanceof Node.Lrn l) {
      put(
          op("LRN", l.out(), l.in())
              .message(5, i("size", l.size()))
              .message(5, f("alpha", l.alpha()))
              .message(5, f("beta", l.beta()))
              .message(5, f("bias", l.k())));
    } else if (node instanceof Node.Pad p) {
      String pads = integers(0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right());
      put(op("Pad", p.out(), p.in(), pads));
    } else if (node instanceof Node.Concat c) {
      put(op("Concat", c.out(), c.in().toArray(String[]::new)).message(5, i("axis", 1)));
    } else if (node instanceof Node.Add a) {
      put(op("Add", a.out(), a.left(), a.right()));
    } else if (node instanceof Node.Flatten fl) {
      put(op("Flatten", fl.out(), fl.in()).message(5, i("axis", 1)));
    } else if (node instanceof Node.Linear l) {
      String w = floats(l.weight(), l.outSize(), l.inSize());
      String b = floats(l.bias(), l.outSize());
      put(op("Gemm", l.out(), l.in(), w, b).message(5, i("transB", 1)));
    } else if (node instanceof Node.Unit u) {
      put(op("LpNormalization", u.out(), u.in()).message(5, i("axis", 1)).message(5, i("p", 2)));
    } else {
      throw new IllegalArgumentException("No ONNX operator was chosen for " + node);
    }
  }

  /**
   * √Σx² = √(n·mean x²): the average pool is blocked and vectorised in ONNX Runtime, LpPool is not.
   */
  private void pool(Node.Pool p) {
    switch (p.kind()) {
      case MAX -> put(windowed(op("MaxPool", p.out(), p.in()), p.window()));
      case AVERAGE -> put(windowed(op("AveragePool", p.out(), p.in()), p.window()));
      case L2 -> {
        String square = p.out() + ".square";
        String mean = p.out() + ".mean";
        String sum = p.out() + ".sum";
        float area = p.window().kernelHeight() * p.window().kernelWidth();
        put(op("Mul", square, p.in(), p.in()));
        put(windowed(op("AveragePool", mean, square), p.window()));
        put(op("Mul", sum, mean, floats(new float[] {area})));
        put(op("Sqrt", p.out(), sum));
      }
    }
  }

  private void put(ProtoMessage node) {
    graph.message(1, node);
  }

  private static ProtoMessage op(String type, String out, String... in) {
    ProtoMessage node = new ProtoMessage();
    for (String name : in) {
      node.text(1, name);
    }
    return node.text(2, out).text(3, out).text(4, type);
  }

  private static ProtoMessage windowed(ProtoMessage node, Window w) {
    return node.message(5, ints("kernel_shape", w.kernelHeight(), w.kernelWidth()))
        .message(5, ints("strides", w.stride(), w.stride()))
        .message(5, ints("pads", w.padHeight(), w.padWidth(), w.padHeight(), w.padWidth()));
  }

  private static ProtoMessage i(String name, long value) {
    return new ProtoMessage().text(1, name).number(3, value).number(20, 2);
  }

  private static ProtoMessage f(String name, float value) {
    return new ProtoMessage().text(1, name).number(2, value).number(20, 1);
  }

  private static ProtoMessage ints(String name, long... values) {
    ProtoMessage attribute = new ProtoMessage().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  /** A constant; without sizes it is a scalar. */
  private String floats(float[] values, long... sizes) {
    ByteBuffer data = ProtoMessage.littleEndian(Float.BYTES * values.length);
    data.asFloatBuffer().put(values);
    return constant(FLOAT, data, sizes);
  }

  private String integers(long... values) {
    ByteBuffer data = ProtoMessage.littleEndian(Long.BYTES * values.length);
    data.asLongBuffer().put(values);
    return constant(INT64, data, values.length);
  }

  private String constant(int type, ByteBuffer data, long... sizes) {
    String name = "c" + constants++;
    ProtoMessage tensor = new ProtoMessage();
    for (long size : sizes) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, data.array()));
    return name;
  }

  /** A value of free batch; without sizes, of any shape. */
  private static ProtoMessage value(String name, int... sizes) {
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT);
    if (sizes.length > 0) {
      ProtoMessage shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
      for (int size : sizes) {
        shape.message(1, new ProtoMessage().number(1, size));
      }
      tensor.message(2, shape);
    }
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }
}
