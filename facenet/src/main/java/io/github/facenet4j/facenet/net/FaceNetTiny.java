package io.github.facenet4j.facenet.net;

import static io.github.facenet4j.facenet.net.Inception.conv;
import static io.github.facenet4j.facenet.net.Inception.direct;
import static io.github.facenet4j.facenet.net.Inception.halving;
import static io.github.facenet4j.facenet.net.Inception.pool;
import static io.github.facenet4j.tensor.spi.PoolKind.AVERAGE;
import static io.github.facenet4j.tensor.spi.PoolKind.L2;
import static io.github.facenet4j.tensor.spi.PoolKind.MAX;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.net.Inception.Block;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * FaceNet in miniature, for the demo: stem, three inception blocks, a linear embedding. 48×48
 * input, 0.2 million parameters, 7 million multiply-adds, 64-D unit output; trains from scratch in
 * minutes on two processor cores.
 *
 * <p>Batch norm takes the place of the paper's local response normalisation and of the
 * convolutions' biases. The pool before the embedding keeps a 3×3 map, because where a feature lies
 * tells aligned faces apart.
 */
final class FaceNetTiny implements Architecture {
  private static final int EMBEDDING = 64;
  private static final Window SAME = Window.same(3);

  // Branches in the order of the channels: 3×3 and 5×5 (reduce, out), pool (projection), 1×1.
  private static final List<Block> BLOCKS =
      List.of(
          // input 32×12×12
          Block.of("3a", conv(3, 24, 32), conv(5, 8, 16), pool(MAX, SAME, 16), direct(16)),
          Block.of("3b", halving(3, 32, 64), halving(5, 16, 32), pool(MAX, SAME.stride(2))),
          // 176×6×6
          Block.of("4a", conv(3, 48, 96), pool(L2, SAME, 32), direct(64)));

  @Override
  public String name() {
    return "facenet-tiny";
  }

  @Override
  public String origin() {
    return "facenet4j's demo network, after FaceNet's inception models (Schroff et al. 2015)";
  }

  @Override
  public InputSpec input() {
    FaceTemplate face = FaceTemplate.MOBILEFACE_112X112.central(84, 48);
    return InputSpec.of(face, ChannelOrder.RGB, 127.5f, 1f / 64);
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    List<Block> blocks = Inception.thin(BLOCKS, width);
    int first = width.of(16);
    int second = width.of(32);
    List<Layer> layers = new ArrayList<>();
    layers.addAll(ConvUnit.NORMED.layers("conv1", "bn1", 3, first, SAME.stride(2)));
    layers.addAll(ConvUnit.NORMED.layers("conv2", "bn2", first, second, SAME.stride(2)));
    layers.addAll(Inception.chain(blocks, second, ConvUnit.NORMED));
    layers.add(new Pool("avgpool", AVERAGE, Window.of(2).stride(2)));
    Shape last = Shape.of(3, 3, Inception.channels(blocks, second));
    layers.add(new Linear("fc", last, width.of(EMBEDDING), Bias.NONE));
    return new Sequential(name(), layers);
  }
}
