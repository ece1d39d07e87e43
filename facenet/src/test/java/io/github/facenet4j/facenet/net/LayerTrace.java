package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Results of all layers of a network by name; runs them one by one and keeps everything. What a
 * batch norm with an activation gives goes by {@code <name>.<activation>}, like {@code bn1.relu}.
 */
final class LayerTrace {
  private final Pass pass;
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  private LayerTrace(Pass pass) {
    this.pass = pass;
  }

  static Map<String, Tensor> of(Pass pass, Layer network, Tensor x) {
    LayerTrace trace = new LayerTrace(pass);
    trace.run(network, x);
    return trace.results;
  }

  private Tensor run(Layer layer, Tensor x) {
    Tensor y;
    if (layer instanceof Sequential) {
      y = x;
      for (Layer child : layer.children()) {
        y = run(child, y);
      }
    } else {
      if (layer instanceof Concat || layer instanceof Residual) {
        layer.children().forEach(child -> run(child, x));
      }
      y = layer.forward(pass, x);
    }
    results.put(nameOfResult(layer), y);
    return y;
  }

  private static String nameOfResult(Layer layer) {
    return layer instanceof BatchNorm norm && norm.activation() != Activation.NONE
        ? norm.name() + "." + norm.activation().name().toLowerCase(Locale.ROOT)
        : layer.name();
  }

  /** The values of one image in the order channels, rows, columns. */
  static double[] channelsFirst(Tensor tensor) {
    float[] values = tensor.readFloats();
    Shape shape = tensor.shape();
    int channels = shape.dim(-1);
    int pixels = values.length / channels;
    double[] ordered = new double[values.length];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        ordered[c * pixels + p] = values[p * channels + c];
      }
    }
    return ordered;
  }
}
