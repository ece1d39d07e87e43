package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.facenet.net.Inception.conv;
import static io.github.facenet4j.facenet.net.Inception.direct;
import static io.github.facenet4j.facenet.net.Inception.halving;
import static io.github.facenet4j.facenet.net.Inception.pool;
import static io.github.facenet4j.tensor.spi.PoolKind.AVERAGE;
import static io.github.facenet4j.tensor.spi.PoolKind.L2;
import static io.github.facenet4j.tensor.spi.PoolKind.MAX;

import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.net.Inception.Block;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The inception models of FaceNet (Schroff et al. 2015, table 2 and section 3.3): NN2 for 224×224
 * pixels, NN3 the same for 160×160, NN4 for 96×96 and without 5×5 convolutions in its last blocks.
 *
 * <p>The paper says that NN4 drops them "in the higher layers"; dropping them in 4e, 5a and 5b is
 * the reading that gives both of its published totals, 285 million multiply-adds and 6.6 million
 * parameters.
 */
final class PaperInception implements Architecture {
  private static final Window SAME = Window.same(3);
  private static final Window HALF = SAME.stride(2);
  private static final int STEPS_OF_TWO = 5;

  // Branches in the order of the paper's columns: 1×1, 3×3 and 5×5 (reduce, out), pool
  // (projection).
  private static final List<Block> LOWER =
      List.of(
          // input 192×28×28, for NN2
          Block.of("3a", direct(64), conv(3, 96, 128), conv(5, 16, 32), pool(MAX, SAME, 32)),
          Block.of("3b", direct(64), conv(3, 96, 128), conv(5, 32, 64), pool(L2, SAME, 64)),
          Block.of("3c", halving(3, 128, 256), halving(5, 32, 64), pool(MAX, HALF)),
          // 640×14×14
          Block.of("4a", direct(256), conv(3, 96, 192), conv(5, 32, 64), pool(L2, SAME, 128)),
          Block.of("4b", direct(224), conv(3, 112, 224), conv(5, 32, 64), pool(L2, SAME, 128)),
          Block.of("4c", direct(192), conv(3, 128, 256), conv(5, 32, 64), pool(L2, SAME, 128)),
          Block.of("4d", direct(160), conv(3, 144, 288), conv(5, 32, 64), pool(L2, SAME, 128)));

  private static final List<Block> HIGHER =
      List.of(
          Block.of("4e", halving(3, 160, 256), halving(5, 64, 128), pool(MAX, HALF)),
          // 1024×7×7
          Block.of("5a", direct(384), conv(3, 192, 384), conv(5, 48, 128), pool(L2, SAME, 128)),
          Block.of("5b", direct(384), conv(3, 192, 384), conv(5, 48, 128), pool(MAX, SAME, 128)));

  private static final List<Block> HIGHER_WITHOUT_5X5 =
      List.of(
          Block.of("4e", halving(3, 160, 256), pool(MAX, HALF)),
          // 896×3×3, for NN4
          Block.of("5a", direct(384), conv(3, 192, 384), pool(L2, SAME, 128)),
          Block.of("5b", direct(384), conv(3, 192, 384), pool(MAX, SAME, 128)));

  private final String base;
  private final int pixels;
  private final List<Block> higher;
  private final Form form;

  private PaperInception(String base, int pixels, List<Block> higher, Form form) {
    this.base = base;
    this.pixels = pixels;
    this.higher = higher;
    this.form = form;
  }

  /** Table 2: 224×224, 7.5 million parameters, 1.6 billion multiply-adds. */
  static Architecture nn2() {
    return new PaperInception("NN2", 224, HIGHER, Form.PUBLISHED);
  }

  /** NN2 for 160×160. */
  static Architecture nn3() {
    return new PaperInception("NN3", 160, HIGHER, Form.PUBLISHED);
  }

  /** 96×96, 6.6 million parameters, 285 million multiply-adds. */
  static Architecture nn4() {
    return new PaperInception("NN4", 96, HIGHER_WITHOUT_5X5, Form.PUBLISHED);
  }

  @Override
  public Optional<Architecture> in(Form other) {
    return Optional.of(new PaperInception(base, pixels, higher, other));
  }

  @Override
  public String name() {
    return form.of(base);
  }

  @Override
  public String origin() {
    return "FaceNet's " + base + " (Schroff et al. 2015, table 2 and section 3.3)";
  }

  @Override
  public InputSpec input() {
    return Form.input(FaceTemplate.tight(pixels));
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    ConvUnit unit = form.unit();
    List<Block> second = Inception.thin(List.of(Block.of("2", conv(3, 64, 192))), width);
    List<Block> blocks =
        Inception.thin(Stream.concat(LOWER.stream(), higher.stream()).toList(), width);
    int stem = width.of(64);
    int channels = Inception.channels(second, stem);
    List<Layer> layers = new ArrayList<>();
    layers.addAll(unit.layers("conv1", "bn1", 3, stem, Window.same(7).stride(2)));
    layers.add(new Pool("pool1", MAX, HALF));
    layers.add(new Lrn("norm1"));
    layers.addAll(Inception.chain(second, stem, unit));
    layers.add(new Lrn("norm2"));
    layers.add(new Pool("pool2", MAX, HALF));
    layers.addAll(Inception.chain(blocks, channels, unit));
    layers.add(new Pool("avgpool", AVERAGE, Window.of(pixels >> STEPS_OF_TWO)));
    layers.add(new Flatten("flatten"));
    int features = Inception.channels(blocks, channels);
    layers.add(new Linear("fc", features, width.of(form.embedding()), Bias.ADDED));
    return new Sequential(name(), layers);
  }
}
