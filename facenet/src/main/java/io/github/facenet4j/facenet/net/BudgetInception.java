package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.facenet.net.Inception.conv;
import static io.github.facenet4j.facenet.net.Inception.direct;
import static io.github.facenet4j.facenet.net.Inception.halving;
import static io.github.facenet4j.facenet.net.Inception.pool;
import static io.github.facenet4j.tensor.spi.PoolKind.MAX;

import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.net.Inception.Block;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two small inception networks of our own. FaceNet names its models for phones NNS1 and NNS2 and
 * publishes their input, parameters and multiply-adds, but not their layers (Schroff et al. 2015,
 * section 3.3); these take the same crops and keep to the same budgets: 26 million parameters and
 * 220 million multiply-adds at 165×165, 4.3 million and 20 million at 140×116.
 *
 * <p>So many parameters for so little work can only lie in a fully connected layer: it sees the
 * whole last map, and its values are dropped by half in training.
 */
final class BudgetInception implements Architecture {
  private static final float DROPPED = 0.5f;
  private static final Window SAME = Window.same(3);
  private static final Window HALF = SAME.stride(2);

  /**
   * What differs between the two.
   *
   * @param name of the network, after its budget
   * @param original FaceNet's network of that budget
   * @param face crops
   * @param kernel side of the first convolution
   * @param stem channels of the first convolution
   * @param second the block before the second pool
   * @param blocks those after it
   * @param lastMap rows and columns after the last pool
   * @param hidden values of the fully connected layer
   */
  private record Table(
      String name,
      String original,
      FaceTemplate face,
      int kernel,
      int stem,
      Block second,
      List<Block> blocks,
      Shape lastMap,
      int hidden) {}

  // Branches in the order of the paper's columns: 1×1, 3×3 and 5×5 (reduce, out), pool
  // (projection).
  private static final Table OF_26M =
      new Table(
          "facenet4j-26m",
          "NNS1",
          FaceTemplate.tight(165),
          7,
          32,
          // input 32×42×42
          Block.of("2", conv(3, 32, 96)),
          List.of(
              // 96×21×21
              Block.of("3a", direct(32), conv(3, 48, 64), conv(5, 8, 16), pool(MAX, SAME, 16)),
              Block.of("3b", halving(3, 64, 128), halving(5, 16, 32), pool(MAX, HALF)),
              // 288×11×11
              Block.of("4a", direct(96), conv(3, 64, 128), conv(5, 16, 32), pool(MAX, SAME, 32)),
              Block.of("4b", halving(3, 96, 192), halving(5, 24, 64), pool(MAX, HALF)),
              // 544×6×6
              Block.of("5a", direct(192), conv(3, 128, 320), conv(5, 32, 64), pool(MAX, SAME, 64)),
              Block.of("5b", direct(192), conv(3, 128, 320), conv(5, 32, 64), pool(MAX, SAME, 64))),
          // 640×6×6
          Shape.of(3, 3),
          4096);

  private static final Table OF_4M =
      new Table(
          "facenet4j-4m",
          "NNS2",
          FaceTemplate.tight(116, 140),
          5,
          16,
          // input 16×35×29
          Block.of("2", conv(3, 16, 32)),
          List.of(
              // 32×18×15
              Block.of("3a", direct(16), conv(3, 16, 32), conv(5, 4, 8), pool(MAX, SAME, 8)),
              Block.of("3b", halving(3, 24, 48), halving(5, 8, 16), pool(MAX, HALF)),
              // 128×9×8
              Block.of("4a", direct(48), conv(3, 32, 64), pool(MAX, SAME, 32))),
          // 144×9×8
          Shape.of(5, 4),
          1408);

  private final Table table;
  private final Form form;

  private BudgetInception(Table table, Form form) {
    this.table = table;
    this.form = form;
  }

  /** Within the budget of NNS1. */
  static Architecture of26Million() {
    return new BudgetInception(OF_26M, Form.PUBLISHED);
  }

  /** Within the budget of NNS2. */
  static Architecture of4Million() {
    return new BudgetInception(OF_4M, Form.PUBLISHED);
  }

  @Override
  public Optional<Architecture> in(Form other) {
    return Optional.of(new BudgetInception(table, other));
  }

  @Override
  public String name() {
    return form.of(table.name());
  }

  @Override
  public String origin() {
    return "facenet4j's own, within the budget of FaceNet's "
        + table.original()
        + ", whose layers are unpublished";
  }

  @Override
  public InputSpec input() {
    return Form.input(table.face());
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    ConvUnit unit = form.unit();
    int stem = width.of(table.stem());
    List<Block> second = Inception.thin(List.of(table.second()), width);
    List<Block> blocks = Inception.thin(table.blocks(), width);
    int channels = Inception.channels(second, stem);
    List<Layer> layers = new ArrayList<>();
    layers.addAll(unit.layers("conv1", "bn1", 3, stem, Window.same(table.kernel()).stride(2)));
    layers.add(new Pool("pool1", MAX, HALF));
    layers.add(new Lrn("norm1"));
    layers.addAll(Inception.chain(second, stem, unit));
    layers.add(new Lrn("norm2"));
    layers.add(new Pool("pool2", MAX, HALF));
    layers.addAll(Inception.chain(blocks, channels, unit));
    layers.add(new Pool("pool3", MAX, HALF));
    layers.add(new Dropout("drop1", DROPPED));
    Shape map = table.lastMap();
    Shape last = Shape.of(map.dim(0), map.dim(1), Inception.channels(blocks, channels));
    int hidden = width.of(table.hidden());
    layers.add(new Linear("fc1", last, hidden, Bias.ADDED));
    layers.add(Activate.relu("fc1.relu"));
    layers.add(new Linear("fc2", hidden, width.of(form.embedding()), Bias.ADDED));
    return new Sequential(name(), layers);
  }
}
