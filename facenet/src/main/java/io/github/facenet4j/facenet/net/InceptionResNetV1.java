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
  private static final String NAME = "inception-resnet-v1";
  private static final float EPSILON = 1e-3f;
  private static final float MOMENTUM = 0.1f;
  private static final int EMBEDDING = 512;
  private static final float DROPPED = 0.6f;
  private static final Window ONE = Window.of(1);
  private static final Window SAME = Window.same(3);
  private static final Window HALF = Window.of(3).stride(2);

  /** One convolution, with batch norm and ReLU. */
  private record Unit(int out, Window window) {
    Unit thin(Width width) {
      return new Unit(width.of(out), window);
    }
  }

  /** A unit outside the blocks. */
  private record Row(String path, Unit unit) {}

  /** A branch is a list of units; its first name is the branch's own where it has one unit. */
  private record Branch(List<Unit> units) {
    static Branch of(Unit... units) {
      return new Branch(List.of(units));
    }

    Branch thin(Width width) {
      return new Branch(units.stream().map(unit -> unit.thin(width)).toList());
    }

    int channels() {
      return units.get(units.size() - 1).out();
    }
  }

  private static final List<Branch> BLOCK_35 =
      List.of(
          Branch.of(new Unit(32, ONE)),
          Branch.of(new Unit(32, ONE), new Unit(32, SAME)),
          Branch.of(new Unit(32, ONE), new Unit(32, SAME), new Unit(32, SAME)));

  private static final List<Branch> BLOCK_17 =
      List.of(
          Branch.of(new Unit(128, ONE)),
          Branch.of(
              new Unit(128, ONE),
              new Unit(128, Window.of(1, 7).pad(0, 3)),
              new Unit(128, Window.of(7, 1).pad(3, 0))));

  private static final List<Branch> BLOCK_8 =
      List.of(
          Branch.of(new Unit(192, ONE)),
          Branch.of(
              new Unit(192, ONE),
              new Unit(192, Window.of(1, 3).pad(0, 1)),
              new Unit(192, Window.of(3, 1).pad(1, 0))));

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
    return NAME;
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
  public List<String> besideTheNetwork() {
    return List.of("logits.");
  }

  @Override
  public Layer trunk(Width width) {
    return new Trunk(width).layers();
  }

  /** The layers so far, and the channels that the last of them gives. */
  private static final class Trunk {
    private final Width width;
    private final List<Layer> layers = new ArrayList<>();
    private int channels = 3;

    Trunk(Width width) {
      this.width = width;
    }

    Layer layers() {
      // input 3×160×160
      units(
          new Row("conv2d_1a", new Unit(32, HALF)),
          new Row("conv2d_2a", new Unit(32, Window.of(3))),
          new Row("conv2d_2b", new Unit(64, SAME)));
      layers.add(new Pool("maxpool_3a", MAX, HALF));
      units(
          new Row("conv2d_3b", new Unit(80, ONE)),
          new Row("conv2d_4a", new Unit(192, Window.of(3))),
          new Row("conv2d_4b", new Unit(256, HALF)));
      // 256×17×17
      repeat("repeat_1", 5, 0.17f, BLOCK_35);
      reduction("mixed_6a", REDUCTION_A);
      // 896×8×8
      repeat("repeat_2", 10, 0.10f, BLOCK_17);
      reduction("mixed_7a", REDUCTION_B);
      // 1792×3×3
      repeat("repeat_3", 5, 0.20f, BLOCK_8);
      layers.add(residual("block8", 1, BLOCK_8));
      int embedding = width.of(EMBEDDING);
      layers.add(new Pool("avgpool_1a", AVERAGE, Window.of(3)));
      layers.add(new Flatten("flatten"));
      layers.add(new Dropout("dropout", DROPPED));
      layers.add(new Linear("last_linear", channels, embedding, Bias.NONE));
      layers.add(norm("last_bn", embedding, Activation.NONE));
      return new Sequential(NAME, layers);
    }

    private void units(Row... rows) {
      for (Row row : rows) {
        Unit thin = row.unit().thin(width);
        layers.addAll(unit(row.path(), channels, thin));
        channels = thin.out();
      }
    }

    /** The same block several times, each with a ReLU behind the sum. */
    private void repeat(String path, int count, float scale, List<Branch> branches) {
      for (int i = 0; i < count; i++) {
        String own = path + "." + i;
        layers.add(residual(own, scale, branches));
        layers.add(Activate.relu(own + ".relu"));
      }
    }

    /**
     * Branches side by side and a 1×1 convolution back to the input's channels, scaled before it is
     * added.
     */
    private Layer residual(String path, float scale, List<Branch> branches) {
      int wide = thin(branches).stream().mapToInt(Branch::channels).sum();
      Layer mixed = new Concat(path + ".mixed", sideBySide(path, branches));
      Layer back = new Conv2d(path + ".conv2d", wide, channels, ONE, Bias.ADDED);
      return new Residual(path, new Sequential(path + ".body", mixed, back), scale);
    }

    /** The branches, and max pooling as the last one. */
    private void reduction(String path, List<Branch> branches) {
      List<Layer> all = sideBySide(path, branches);
      all.add(new Pool(path + ".branch" + all.size(), MAX, HALF));
      layers.add(new Concat(path, all));
      channels += thin(branches).stream().mapToInt(Branch::channels).sum();
    }

    private List<Layer> sideBySide(String path, List<Branch> branches) {
      List<Layer> all = new ArrayList<>();
      for (Branch branch : thin(branches)) {
        all.add(branch(path + ".branch" + all.size(), channels, branch));
      }
      return all;
    }

    private List<Branch> thin(List<Branch> branches) {
      return branches.stream().map(branch -> branch.thin(width)).toList();
    }
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
}
