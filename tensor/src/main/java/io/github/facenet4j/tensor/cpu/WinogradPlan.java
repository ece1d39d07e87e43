package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * A 3×3 convolution with stride 1, cut into tiles of 4×4 outputs and the tiles into tasks: chunks
 * of tiles × splits of the output channels.
 *
 * @param batch images
 * @param height rows of the source map
 * @param width columns of the source map
 * @param in channels of the source map: C forward, O in the data gradient
 * @param outHeight rows of the result
 * @param outWidth columns of the result
 * @param out channels of the result
 * @param top rows of zeros above the source
 * @param left columns of zeros to its left
 */
record WinogradPlan(
    int batch,
    int height,
    int width,
    int in,
    int outHeight,
    int outWidth,
    int out,
    int top,
    int left) {
  /** Outputs of a tile along one axis. */
  static final int OUTPUTS = 4;

  /** Inputs of a tile along one axis. */
  static final int INPUTS = 6;

  /** Products that stand for one multiply-add with each tap: one a position of a tile. */
  static final int POSITIONS = INPUTS * INPUTS;

  private static final int TAPS = 9;

  /** Channels, in and out, below which the products are too thin. */
  private static final int LEAST_CHANNELS = 16;

  /** Tiles below which there is no gain: a filter is as much work to transform as some tiles. */
  private static final int LEAST_TILES = 40;

  /** Multiplications saved, as a factor; what maps that fill their tiles badly fall short of. */
  private static final int LEAST_GAIN = 2;

  /** Tiles of a chunk at most: its transformed inputs and a group's sums lie in L2. */
  private static final int MOST_CHUNK = 48;

  /** Tiles of a chunk at least: each value of the filter that is read serves as many products. */
  private static final int LEAST_CHUNK = 12;

  /** Chunks are of whole register tiles of six rows. */
  private static final int CHUNK_UNIT = 6;

  /** Tasks to aim for. */
  private static final int TASKS = 8;

  /** Columns of the products that are computed and transformed back together. */
  private static final int GROUP = 64;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** The forward pass. */
  static WinogradPlan forward(Conv2dSpec spec) {
    return new WinogradPlan(
        spec.batch(),
        spec.height(),
        spec.width(),
        spec.inChannels(),
        spec.outHeight(),
        spec.outWidth(),
        spec.outChannels(),
        spec.padHeight(),
        spec.padWidth());
  }

  /** The data gradient: a convolution of dy with the filter turned round. */
  static WinogradPlan dataGradient(Conv2dSpec spec) {
    return new WinogradPlan(
        spec.batch(),
        spec.outHeight(),
        spec.outWidth(),
        spec.outChannels(),
        spec.height(),
        spec.width(),
        spec.inChannels(),
        2 - spec.padHeight(),
        2 - spec.padWidth());
  }

  /** Whether it is faster than the direct product. */
  boolean pays() {
    return in >= LEAST_CHANNELS
        && out >= LEAST_CHANNELS
        && tiles() >= LEAST_TILES
        && TAPS * outHeight * outWidth >= LEAST_GAIN * POSITIONS * tilesDown() * tilesAcross();
  }

  /**
   * Distance of the matrices of neighbouring positions: an odd number of cache lines, so that the
   * 36 values of a tile fall into different sets of the cache.
   *
   * @param values of one matrix
   */
  static int plane(int values) {
    return ((values + LINE - 1) / LINE | 1) * LINE;
  }

  int tilesDown() {
    return (outHeight + OUTPUTS - 1) / OUTPUTS;
  }

  int tilesAcross() {
    return (outWidth + OUTPUTS - 1) / OUTPUTS;
  }

  int tiles() {
    return Math.multiplyExact(batch, tilesDown() * tilesAcross());
  }

  /** The image of a tile. */
  int image(int tile) {
    return tile / tilesAcross() / tilesDown();
  }

  /** Row of a tile's first output. */
  int row(int tile) {
    return tile / tilesAcross() % tilesDown() * OUTPUTS;
  }

  /** Column of a tile's first output. */
  int column(int tile) {
    return tile % tilesAcross() * OUTPUTS;
  }

  /** Tiles of a chunk; the last may have fewer. */
  int chunk() {
    int wanted = Math.max(LEAST_CHUNK, Math.min(MOST_CHUNK, (tiles() + TASKS - 1) / TASKS));
    int even = (tiles() + chunks(wanted) - 1) / chunks(wanted);
    return (even + CHUNK_UNIT - 1) / CHUNK_UNIT * CHUNK_UNIT;
  }

  int chunks() {
    return chunks(chunk());
  }

  private int chunks(int size) {
    return (tiles() + size - 1) / size;
  }

  /** Output channels of a group. */
  int group() {
    return Math.min(out, GROUP);
  }

  int groups() {
    return (out + group() - 1) / group();
  }

  /** Parts into which the groups of a chunk are split where there are few chunks. */
  int splits() {
    return Math.min(groups(), (TASKS + chunks() - 1) / chunks());
  }

  /** Offset of a group's matrices among the packed filters. */
  int packedOffset(int group) {
    return Math.multiplyExact(POSITIONS * in, group * group());
  }

  int groupWidth(int group) {
    return Math.min(group(), out - group * group());
  }
}
