package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Window;
import java.util.List;

/** The unit that these networks are made of: convolution, perhaps batch norm, ReLU. */
enum ConvUnit {
  /** A bias and no batch norm, as FaceNet's tables count. */
  PLAIN(Bias.ADDED, false),
  /** A batch norm, whose β is the bias. */
  NORMED(Bias.NONE, true),
  /** A bias and a batch norm, as OpenFace's released weights have them. */
  BIASED_AND_NORMED(Bias.BEFORE_NORM, true);

  private final Bias bias;
  private final boolean norm;

  ConvUnit(Bias bias, boolean norm) {
    this.bias = bias;
    this.norm = norm;
  }

  /**
   * The layers.
   *
   * @param conv path of the convolution; without a batch norm, the ReLU is {@code conv.relu}
   * @param bn path of the batch norm (ε = 1e-5), which applies the ReLU
   */
  List<Layer> layers(String conv, String bn, int in, int out, Window window) {
    Conv2d convolution = new Conv2d(conv, in, out, window, bias);
    return List.of(convolution, norm ? BatchNorm.relu(bn, out) : Activate.relu(conv + ".relu"));
  }
}
