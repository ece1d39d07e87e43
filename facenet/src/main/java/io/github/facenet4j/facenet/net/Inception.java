package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Concat;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.spi.PoolKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The inception block (Szegedy et al. 2015) as FaceNet and OpenFace use it: branches over one
 * input, concatenated along the channels. Branches are data, so that a network reads as its table.
 *
 * <p>Names are OpenFace's: {@code inception3a.branch3x3.conv1}, {@code .bn1}, {@code .conv2},
 * {@code .bn2}; {@code .branchpool.pool}, {@code .conv}, {@code .bn}; {@code .branch1x1.conv},
 * {@code .bn}. A branch with a smaller map is padded with zeros after its ReLU, see {@link Concat}.
 */
final class Inception {
  private Inception() {}

  /** One branch, over a map of {@code in} channels. */
  interface Branch {
    /** Channels of the result. */
    int channels(int in);

    /** The same branch with fewer channels. */
    Branch thin(Width width);

    /** The layers of this branch of the block with that path. */
    Sequential layers(String block, int in, ConvUnit unit);
  }

  /** 1×1 to {@code reduce} channels, then kernel×kernel with "same" padding to {@code out}. */
  static Branch conv(int kernel, int reduce, int out) {
    return new Reduced(Window.same(kernel), reduce, out);
  }

  /** As {@link #conv}, with stride 2 in the second convolution. */
  static Branch halving(int kernel, int reduce, int out) {
    return new Reduced(Window.same(kernel).stride(2), reduce, out);
  }

  /** Pooling, then 1×1 to {@code project} channels. */
  static Branch pool(PoolKind kind, Window window, int project) {
    return new Projected(kind, window, project);
  }

  /** Pooling alone. */
  static Branch pool(PoolKind kind, Window window) {
    return new Pooled(kind, window);
  }

  /** 1×1 to {@code out} channels. */
  static Branch direct(int out) {
    return new Direct(out);
  }

  private record Reduced(Window window, int reduce, int out) implements Branch {
    @Override
    public Branch thin(Width width) {
      return new Reduced(window, width.of(reduce), width.of(out));
    }

    @Override
    public int channels(int in) {
      return out;
    }

    @Override
    public Sequential layers(String block, int in, ConvUnit unit) {
      String path = block + ".branch" + window.kernelHeight() + "x" + window.kernelWidth();
      List<Layer> layers = new ArrayList<>();
      layers.addAll(unit.layers(path + ".conv1", path + ".bn1", in, reduce, Window.of(1)));
      layers.addAll(unit.layers(path + ".conv2", path + ".bn2", reduce, out, window));
      return new Sequential(path, layers);
    }
  }

  private record Pooled(PoolKind kind, Window window) implements Branch {
    @Override
    public Branch thin(Width width) {
      return this;
    }

    @Override
    public int channels(int in) {
      return in;
    }

    @Override
    public Sequential layers(String block, int in, ConvUnit unit) {
      String path = block + ".branchpool";
      return new Sequential(path, new Pool(path + ".pool", kind, window));
    }
  }

  private record Projected(PoolKind kind, Window window, int project) implements Branch {
    @Override
    public Branch thin(Width width) {
      return new Projected(kind, window, width.of(project));
    }

    @Override
    public int channels(int in) {
      return project;
    }

    @Override
    public Sequential layers(String block, int in, ConvUnit unit) {
      String path = block + ".branchpool";
      List<Layer> layers = new ArrayList<>();
      layers.add(new Pool(path + ".pool", kind, window));
      layers.addAll(unit.layers(path + ".conv", path + ".bn", in, project, Window.of(1)));
      return new Sequential(path, layers);
    }
  }

  private record Direct(int out) implements Branch {
    @Override
    public Branch thin(Width width) {
      return new Direct(width.of(out));
    }

    @Override
    public int channels(int in) {
      return out;
    }

    @Override
    public Sequential layers(String block, int in, ConvUnit unit) {
      String path = block + ".branch1x1";
      return new Sequential(path, unit.layers(path + ".conv", path + ".bn", in, out, Window.of(1)));
    }
  }

  /**
   * One row of a network's table.
   *
   * @param path of the block's layers
   * @param branches in the order of the result's channels
   */
  record Block(String path, List<Branch> branches) {

    /** The block {@code inception<id>}. */
    static Block of(String id, Branch... branches) {
      return new Block("inception" + id, List.of(branches));
    }

    private Block thin(Width width) {
      return new Block(path, branches.stream().map(branch -> branch.thin(width)).toList());
    }

    private int channels(int in) {
      return branches.stream().mapToInt(branch -> branch.channels(in)).sum();
    }

    private Concat layers(int in, ConvUnit unit) {
      return new Concat(path, branches.stream().map(b -> b.layers(path, in, unit)).toList());
    }
  }

  /** A table with fewer channels. */
  static List<Block> thin(List<Block> table, Width width) {
    return table.stream().map(block -> block.thin(width)).toList();
  }

  /**
   * The blocks of a table, each fed by the one before.
   *
   * @param in channels of the first block's input
   * @param unit what the convolutions are made to
   */
  static List<Layer> chain(List<Block> table, int in, ConvUnit unit) {
    List<Layer> blocks = new ArrayList<>();
    int channels = in;
    for (Block block : table) {
      blocks.add(block.layers(channels, unit));
      channels = block.channels(channels);
    }
    return blocks;
  }

  /**
   * Channels of the last block's result.
   *
   * @param in channels of the first block's input
   */
  static int channels(List<Block> table, int in) {
    int channels = in;
    for (Block block : table) {
      channels = block.channels(channels);
    }
    return channels;
  }
}
