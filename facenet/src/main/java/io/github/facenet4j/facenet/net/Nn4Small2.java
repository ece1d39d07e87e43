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
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * nn4.small2 of OpenFace (Amos, Ludwiczuk, Satyanarayanan 2016): FaceNet's NN4 with fewer and
 * thinner blocks. 96×96 input, 3.7 million parameters, 128-D unit output.
 *
 * <p>The strides of the pool branches, and the zero padding that brings them back to size, are
 * those that the released weights were trained with; the text of {@code nn4.small2.def.lua} says
 * stride 1, and the stored batch statistics of 3b and 3c contradict it.
 */
final class Nn4Small2 implements Architecture {
  private static final ConvUnit UNIT = ConvUnit.BIASED_AND_NORMED;
  private static final Window MAX_STEP = Window.of(3).stride(2);
  private static final Window L2_STEP = Window.of(3).stride(3);

  // Branches in the order of the channels: 3×3 and 5×5 (reduce, out), pool (projection), 1×1.
  private static final List<Block> BLOCKS =
      List.of(
          // input 192×12×12
          Block.of("3a", conv(3, 96, 128), conv(5, 16, 32), pool(MAX, MAX_STEP, 32), direct(64)),
          Block.of("3b", conv(3, 96, 128), conv(5, 32, 64), pool(L2, L2_STEP, 64), direct(64)),
          Block.of("3c", halving(3, 128, 256), halving(5, 32, 64), pool(MAX, MAX_STEP)),
          // 640×6×6
          Block.of("4a", conv(3, 96, 192), conv(5, 32, 64), pool(L2, L2_STEP, 128), direct(256)),
          Block.of("4e", halving(3, 160, 256), halving(5, 64, 128), pool(MAX, MAX_STEP)),
          // 1024×3×3
          Block.of("5a", conv(3, 96, 384), pool(L2, L2_STEP, 96), direct(256)),
          Block.of("5b", conv(3, 96, 384), pool(MAX, MAX_STEP, 96), direct(256)));

  @Override
  public String name() {
    return "nn4.small2";
  }

  @Override
  public String origin() {
    return "OpenFace nn4.small2.v1 (Amos et al. 2016), after FaceNet's NN4 (Schroff et al. 2015)";
  }

  @Override
  public InputSpec input() {
    return InputSpec.of(FaceTemplate.OPENFACE_96X96, ChannelOrder.RGB, 0f, 1f / 255);
  }

  @Override
  public Head head() {
    return Head.UNIT;
  }

  @Override
  public Layer trunk(Width width) {
    List<Block> blocks = Inception.thin(BLOCKS, width);
    int narrow = width.of(64);
    int wide = width.of(192);
    List<Layer> layers = new ArrayList<>();
    layers.addAll(UNIT.layers("conv1", "bn1", 3, narrow, Window.same(7).stride(2)));
    layers.add(new Pool("pool1", MAX, Window.same(3).stride(2)));
    layers.add(new Lrn("lrn1"));
    layers.addAll(UNIT.layers("conv2", "bn2", narrow, narrow, Window.of(1)));
    layers.addAll(UNIT.layers("conv3", "bn3", narrow, wide, Window.same(3)));
    layers.add(new Lrn("lrn2"));
    layers.add(new Pool("pool2", MAX, Window.same(3).stride(2)));
    layers.addAll(Inception.chain(blocks, wide, UNIT));
    layers.add(new Pool("avgpool", AVERAGE, Window.of(3)));
    layers.add(new Flatten("flatten"));
    layers.add(new Linear("fc", Inception.channels(blocks, wide), width.of(128), Bias.ADDED));
    return new Sequential(name(), layers);
  }
}
