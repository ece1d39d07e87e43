package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Window;
import java.util.List;

/** The unit that these networks are made of: convolution, batch norm, ReLU. */
final class ConvBn {
  private ConvBn() {}

  /**
   * The two layers; the ReLU is the batch norm's.
   *
   * @param conv path of the convolution
   * @param bn path of the batch norm (ε = 1e-5)
   * @param bias whether the convolution adds a bias of its own, as OpenFace's do
   */
  static List<Layer> relu(String conv, String bn, int in, int out, Window window, Bias bias) {
    return List.of(new Conv2d(conv, in, out, window, bias), BatchNorm.relu(bn, out));
  }
}
