package io.github.facenet4j.facenet.net;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A small residual network that learns from as few faces as LFW has: four stages, each a 3×3
 * convolution of stride 2 and, from the second on, one residual block (He et al. 2016); then a
 * linear embedding with batch norm. 64×64 input, 128-D unit output.
 *
 * <p>The wide form has 1.5 million parameters and 41 million multiply-adds, the narrow one half of
 * both. The embedding sees the whole 4×4 map, not its mean, because where a feature lies tells
 * aligned faces apart.
 */
final class FaceNetLfw implements Architecture {
  private static final int EMBEDDING = 128;
  private static final int STAGES = 4;
  private static final ConvUnit UNIT = ConvUnit.NORMED;
  private static final Window SAME = Window.same(3);

  private final String name;
  private final int firstWidth;

  private FaceNetLfw(String name, int firstWidth) {
    this.name = name;
    this.firstWidth = firstWidth;
  }

  /** So many channels in the first stage; each stage has twice those of the one before. */
  static FaceNetLfw ofWidth(String name, int channels) {
    return new FaceNetLfw(name, channels);
  }

  /** Channels 24, 48, 96, 192. */
  static FaceNetLfw wide() {
    return ofWidth("facenet-lfw", 24);
  }

  /** Channels 16, 32, 64, 128. */
  static FaceNetLfw narrow() {
    return ofWidth("facenet-lfw-narrow", 16);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String origin() {
    return "facenet4j's own, trained on LFW alone; residual blocks after He et al. 2016";
  }

  @Override
  public InputSpec input() {
    return InputSpec.of(FaceTemplate.tight(64), ChannelOrder.BGR, 127.5f, 1f / 64);
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    List<Layer> layers = new ArrayList<>();
    int in = 3;
    for (int stage = 1; stage <= STAGES; stage++) {
      int out = width.of(firstWidth << (stage - 1));
      String path = "stage" + stage;
      layers.addAll(UNIT.layers(path + ".conv", path + ".bn", in, out, SAME.stride(2)));
      if (stage > 1) {
        layers.addAll(residual(path + ".residual", out));
      }
      in = out;
    }
    int embedding = width.of(EMBEDDING);
    layers.add(new Linear("embedding.linear", Shape.of(4, 4, in), embedding, Bias.NONE));
    layers.add(new BatchNorm("embedding.bn", embedding));
    return new Sequential(name, layers);
  }

  /** Two convolutions beside the input; the ReLU is behind the sum. */
  private static List<Layer> residual(String path, int channels) {
    List<Layer> body = new ArrayList<>();
    body.addAll(UNIT.layers(path + ".conv1", path + ".bn1", channels, channels, SAME));
    body.add(new Conv2d(path + ".conv2", channels, channels, SAME, Bias.NONE));
    body.add(new BatchNorm(path + ".bn2", channels));
    return List.of(
        new Residual(path, new Sequential(path + ".body", body)), Activate.relu(path + ".relu"));
  }
}
