package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.nn.layer.Bias.BEFORE_NORM;
import static io.github.facenet4j.tensor.spi.Activation.NONE;
import static io.github.facenet4j.tensor.spi.Activation.RELU6;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileFace_Identification_V2 (becauseofAI/MobileFace, 2018): inverted residual bottlenecks of
 * MobileNetV2 (Sandler et al. 2018). 112×112 input, 0.9 million parameters, 256-D output, not
 * normalised.
 *
 * <p>The names are the released graph's: its convolutions and batch norms are simply numbered.
 */
final class MobileFaceV2 implements Architecture {
  private static final float EPSILON = 1e-3f;
  private static final float MOMENTUM = 0.1f;
  private static final int EXPANSION = 3;
  private static final int STEM = 32;
  private static final int EMBEDDING = 256;

  /**
   * So many bottlenecks in a row; the first has the stride, those with stride 1 and as many
   * channels in as out add their input.
   */
  private record Stage(int out, int stride, int repeats) {}

  private static final List<Stage> STAGES =
      List.of(
          // input 32×56×56
          new Stage(32, 2, 3), // 32×28×28
          new Stage(32, 2, 3), // 32×14×14
          new Stage(64, 2, 3), // 64×7×7
          new Stage(128, 2, 3)); // 128×4×4

  @Override
  public String name() {
    return "mobileface-v2";
  }

  @Override
  public String origin() {
    return "MobileFace_Identification_V2 (becauseofAI/MobileFace 2018), after MobileNetV2";
  }

  @Override
  public InputSpec input() {
    return InputSpec.of(FaceTemplate.MOBILEFACE_112X112, ChannelOrder.RGB, 127.5f, 0.0078125f);
  }

  @Override
  public Head head() {
    return Head.RAW;
  }

  @Override
  public Layer trunk(Width width) {
    int embedding = width.of(EMBEDDING);
    int channels = width.of(STEM);
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv2d("conv1", 3, channels, Window.same(3).stride(2), BEFORE_NORM));
    layers.add(batchNorm("bn1", channels, RELU6));
    int first = 0;
    for (Stage stage : STAGES) {
      for (int i = 0; i < stage.repeats(); i++, first += 3) {
        int stride = i == 0 ? stage.stride() : 1;
        int out = width.of(stage.out());
        layers.add(bottleneck(first, channels, out, stride));
        channels = out;
      }
    }
    layers.add(new Linear("fc5", Shape.of(4, 4, channels), embedding, Bias.NONE));
    layers.add(batchNorm("fc5_bn", embedding, NONE));
    return new Sequential(name(), layers);
  }

  /** Expand 1×1, filter 3×3 per channel, project 1×1 without activation. */
  private static Layer bottleneck(int first, int in, int out, int stride) {
    int wide = EXPANSION * in;
    Sequential body =
        new Sequential(
            "bottleneck" + first / 3,
            new Conv2d("convolution" + first, in, wide, Window.of(1), Bias.NONE),
            batchNorm("batchnorm" + first, wide, RELU6),
            new DepthwiseConv2d(
                "convolution" + (first + 1), wide, Window.same(3).stride(stride), Bias.NONE),
            batchNorm("batchnorm" + (first + 1), wide, RELU6),
            new Conv2d("convolution" + (first + 2), wide, out, Window.of(1), Bias.NONE),
            batchNorm("batchnorm" + (first + 2), out, NONE));
    return stride == 1 && in == out ? new Residual("residual" + first / 3, body) : body;
  }

  private static Layer batchNorm(String name, int channels, Activation activation) {
    return new BatchNorm(name, channels, EPSILON, MOMENTUM, activation);
  }
}
