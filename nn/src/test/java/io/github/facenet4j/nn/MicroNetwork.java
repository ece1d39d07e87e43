package io.github.facenet4j.nn;

import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Residual;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Lrn;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.nn.metric.Triplet;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.List;

/**
 * Every kind of layer once, on maps of 9×8: the network of the goldens and of the whole-loss
 * gradient check. {@code tools/golden/micro_network.py} is its twin in PyTorch.
 */
public final class MicroNetwork {
  /** Six faces of three people. */
  public static final Shape INPUT = Shape.nhwc(6, 9, 8, 3);

  /** Embedding size. */
  public static final int EMBEDDING = 5;

  /** Who is on the faces. */
  public static final int[] LABELS = {0, 0, 1, 1, 2, 2};

  /** Triplets of those faces. */
  public static final List<Triplet> TRIPLETS =
      List.of(
          new Triplet(0, 1, 2),
          new Triplet(1, 0, 4),
          new Triplet(2, 3, 0),
          new Triplet(3, 2, 5),
          new Triplet(4, 5, 3),
          new Triplet(5, 4, 1));

  private MicroNetwork() {}

  /** A new definition. */
  public static Sequential define() {
    Layer branchA =
        new Sequential(
            "mixed.a",
            new Conv2d("mixed.a.conv", 4, 3, Window.of(1), Bias.NONE),
            BatchNorm.relu("mixed.a.bn", 3));
    Layer branchB =
        new Sequential(
            "mixed.b",
            new Conv2d("mixed.b.reduce", 4, 2, Window.of(1), Bias.ADDED),
            Activate.prelu("mixed.b.prelu", 2),
            new Conv2d("mixed.b.conv", 2, 4, Window.same(3).stride(2), Bias.ADDED));
    Layer branchC =
        new Sequential(
            "mixed.c",
            new Pool("mixed.c.pool", PoolKind.L2, Window.of(3).stride(2)),
            new Conv2d("mixed.c.conv", 4, 2, Window.of(1), Bias.ADDED));
    Layer body =
        new Sequential(
            "residual.body",
            new DepthwiseConv2d("residual.depthwise", 9, Window.same(3), Bias.NONE),
            new BatchNorm("residual.bn1", 9, 1e-5f, 0.1f, Activation.RELU6),
            new Conv2d("residual.project", 9, 9, Window.of(1), Bias.NONE),
            new BatchNorm("residual.bn2", 9));
    return new Sequential(
        "micro",
        new Conv2d("conv1", 3, 4, Window.same(3), Bias.ADDED),
        new BatchNorm("bn1", 4),
        Activate.relu("relu1"),
        new Pool("pool1", PoolKind.MAX, Window.of(3).stride(2).pad(1)),
        new Lrn("lrn1", 5, 0.5f, 0.75f, 1f),
        new Concat("mixed", branchA, branchB, branchC),
        new Residual("residual", body),
        new Pool("pool2", PoolKind.AVERAGE, Window.of(3).stride(2)),
        new Linear("fc", Shape.of(2, 1, 9), EMBEDDING, Bias.ADDED));
  }
}
