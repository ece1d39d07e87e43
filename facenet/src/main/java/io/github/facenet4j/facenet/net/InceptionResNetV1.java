package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.tensor.spi.Activation.RELU;
import static io.github.facenet4j.tensor.spi.PoolKind.AVERAGE;
import static io.github.facenet4j.tensor.spi.PoolKind.MAX;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.spi.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Inception-ResNet-v1 (Szegedy et al. 2017) as davidsandberg/facenet and facenet-pytorch use it for
 * faces: 160×160 input, 23.5 million parameters, 512-D unit output.
 *
 * <p>Parameter names are those of facenet-pytorch's {@code state_dict}, so that its weights, saved
 * as safetensors, load as they are; the classifier that follows the embedding there ({@code
 * logits}) is not part of the network.
 */
final class InceptionResNetV1 implements Architecture {
  private static final float EPSILON = 1e-3f;
  private static final float MOMENTUM = 0.1f;
  private static final int EMBEDDING = 512;
  private static final float DROPPED = 0.6f;
  private static final Window ONE = Window.of(1);
  private static final Window SAME = Window.same(3);
  private static final Window HALF = Window.of(3).stride(2);

  /** One convolution of a branch, with batch norm and ReLU. */
  private record Unit(int out, Window window) {}

  /** A branch is a list of units; its first name is the branch's own where it has one unit. */
  private record Branch(List<Unit> units) {
    static Branch of(Unit... units) {
      return new Branch(List.of(units));
    }

    int channels() {
      return units.get(units.size() - 1).out();
    }
  }

  /**
   * A kind of residual block: branches side by side, a 1×1 convolution back to the input's
   * channels, scaled down before it is added.
   */
  private record Mixed(int channels, float scale, List<Branch> branches) {}

  private static final Mixed BLOCK_35 =
      new Mixed(
          256,
          0.17f,
          List.of(
              Branch.of(new Unit(32, ONE)),
              Branch.of(new Unit(32, ONE), new Unit(32, SAME)),
              Branch.of(new Unit(32, ONE), new Unit(32, SAME), new Unit(32, SAME))));

  private static final Mixed BLOCK_17 =
      new Mixed(
          896,
          0.10f,
          List.of(
              Branch.of(new Unit(128, ONE)),
              Branch.of(
                  new Unit(128, ONE),
                  new Unit(128, Window.of(1, 7).pad(0, 3)),
                  new Unit(128, Window.of(7, 1).pad(3, 0)))));

  private static final Mixed BLOCK_8 = block8(0.20f);

  private static Mixed block8(float scale) {
    return new Mixed(
        1792,
        scale,
        List.of(
            Branch.of(new Unit(192, ONE)),
            Branch.of(
                new Unit(192, ONE),
                new Unit(192, Window.of(1, 3).pad(0, 1)),
                new Unit(192, Window.of(3, 1).pad(1, 0)))));
  }

  private static final List<Branch> REDUCTION_A =
      List.of(
          Branch.of(new Unit(384, HALF)),
          Branch.of(new Unit(192, ONE), new Unit(192, SAME), new Unit(256, HALF)));

  private static final List<Branch> REDUCTION_B =
      List.of(
          Branch.of(new Unit(256, ONE), new Unit(384, HALF)),
          Branch.of(new Unit(256, ONE), new Unit(256, HALF)),
          Branch.of(new Unit(256, ONE), new Unit(256, SAME), new Unit(256, HALF)));

  @Override
  public String name() {
    return "inception-resnet-v1";
  }

  @Override
  public String origin() {
    return "Inception-ResNet-v1 (Szegedy et al. 2017) as in davidsandberg/facenet and"
        + " facenet-pytorch";
  }

  @Override
  public InputSpec input() {
    FaceTemplate face = FaceTemplate.MOBILEFACE_112X112.central(112, 160);
    return InputSpec.of(face, ChannelOrder.RGB, 127.5f, 1f / 128);
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk() {
    List<Layer> layers = new ArrayList<>();
    // input 3×160×160
    layers.addAll(unit("conv2d_1a", 3, new Unit(32, HALF)));
    layers.addAll(unit("conv2d_2a", 32, new Unit(32, Window.of(3))));
    layers.addAll(unit("conv2d_2b", 32, new Unit(64, SAME)));
    layers.add(new Pool("maxpool_3a", MAX, HALF));
    layers.addAll(unit("conv2d_3b", 64, new Unit(80, ONE)));
    layers.addAll(unit("conv2d_4a", 80, new Unit(192, Window.of(3))));
    layers.addAll(unit("conv2d_4b", 192, new Unit(256, HALF)));
    // 256×17×17
    layers.addAll(repeat("repeat_1", 5, BLOCK_35));
    layers.add(reduction("mixed_6a", 256, REDUCTION_A));
    // 896×8×8
    layers.addAll(repeat("repeat_2", 10, BLOCK_17));
    layers.add(reduction("mixed_7a", 896, REDUCTION_B));
    // 1792×3×3
    layers.addAll(repeat("repeat_3", 5, BLOCK_8));
    layers.add(residual("block8", block8(1)));
    layers.add(new Pool("avgpool_1a", AVERAGE, Window.of(3)));
    layers.add(new Flatten("flatten"));
    layers.add(new Dropout("dropout", DROPPED));
    layers.add(new Linear("last_linear", 1792, EMBEDDING, Bias.NONE));
    layers.add(norm("last_bn", EMBEDDING, Activation.NONE));
    return new Sequential(name(), layers);
  }

  private static BatchNorm norm(String name, int channels, Activation activation) {
    return new BatchNorm(name, channels, EPSILON, MOMENTUM, activation);
  }

  private static List<Layer> unit(String path, int in, Unit unit) {
    return List.of(
        new Conv2d(path + ".conv", in, unit.out(), unit.window(), Bias.NONE),
        norm(path + ".bn", unit.out(), RELU));
  }

  /** Units are numbered where the branch has several. */
  private static Layer branch(String path, int in, Branch branch) {
    List<Layer> layers = new ArrayList<>();
    int channels = in;
    int number = 0;
    for (Unit unit : branch.units()) {
      String own = branch.units().size() == 1 ? path : path + "." + number++;
      layers.addAll(unit(own, channels, unit));
      channels = unit.out();
    }
    return new Sequential(path, layers);
  }

  private static List<Layer> branches(String path, int in, List<Branch> branches) {
    List<Layer> layers = new ArrayList<>();
    for (Branch branch : branches) {
      layers.add(branch(path + ".branch" + layers.size(), in, branch));
    }
    return layers;
  }

  /** The branches, and max pooling as the last one. */
  private static Layer reduction(String path, int in, List<Branch> branches) {
    List<Layer> all = branches(path, in, branches);
    all.add(new Pool(path + ".branch" + all.size(), MAX, HALF));
    return new Concat(path, all);
  }

  /** The same block several times, each with a ReLU behind the sum. */
  private static List<Layer> repeat(String path, int count, Mixed kind) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String own = path + "." + i;
      layers.add(residual(own, kind));
      layers.add(Activate.relu(own + ".relu"));
    }
    return layers;
  }

  private static Layer residual(String path, Mixed kind) {
    int channels = kind.channels();
    int wide = kind.branches().stream().mapToInt(Branch::channels).sum();
    Layer mixed = new Concat(path + ".mixed", branches(path, channels, kind.branches()));
    Layer back = new Conv2d(path + ".conv2d", wide, channels, ONE, Bias.ADDED);
    return new Residual(path, new Sequential(path + ".body", mixed, back), kind.scale());
  }
}
