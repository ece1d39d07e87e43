package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;

/**
 * How {@code conv2d/cpu_03_winograd.cl} shares out one convolution, and what that costs.
 *
 * <p>Tiles go through the kernel in blocks whose values fit half of a typical second-level cache.
 * Work-groups take the blocks in turn; where tiles are few, groups also share the panels of the
 * filter, and each of them transforms the inputs for itself.
 *
 * @param tiles of result pixels
 * @param perBlock tiles of a block, a multiple of the register tile's rows
 * @param sides groups that share the blocks
 * @param shares groups that share the panels
 * @param channels C
 * @param inputRow floats from tile to tile in a matrix of input values
 * @param panels panels of the filter
 * @param panelWidth NR
 * @param together panels whose products are turned to outputs together
 * @param multiplyCost of the register tile
 */
record WinogradPlan(
    WinogradTiles tiles,
    int perBlock,
    int sides,
    int shares,
    int channels,
    int inputRow,
    int panels,
    int panelWidth,
    int together,
    double multiplyCost) {

  /** Input values and products of a block. */
  private static final long BLOCK_BYTES = 512 << 10;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** Output channels that are stored together, a few cache lines of each pixel. */
  private static final int STORED_TOGETHER = 64;

  /** Groups per compute unit, so that a unit that is interrupted leaves work to the others. */
  private static final int GROUPS_PER_UNIT = 4;

  // What the steps beside the products cost, in multiply-adds of the products, as measured on an
  // AVX-512 processor: a value of the inputs, a value of the outputs, a weight that comes from
  // memory, and one that comes again for the next block.
  private static final double INPUT_COST = 8;
  private static final double OUTPUT_COST = 20;
  private static final double WEIGHT_COST = 25;
  private static final double WEIGHT_AGAIN_COST = 3;

  /** The cheaper of sharing out the blocks alone, and the panels too. */
  static WinogradPlan of(DeviceLimits limits, ConvGeometry g, KernelVariant variant) {
    int units = limits.computeUnits();
    RegisterTile tile = RegisterTile.of(variant);
    int panels = blocks(g.resultChannels(), tile.columns());
    WinogradPlan blocksAlone = of(g, variant, units * GROUPS_PER_UNIT, 1);
    int shares = Math.min(panels, units);
    WinogradPlan panelsToo = of(g, variant, Math.max(1, units / shares), shares);
    return panelsToo.cost(units) < blocksAlone.cost(units) ? panelsToo : blocksAlone;
  }

  private static WinogradPlan of(ConvGeometry g, KernelVariant variant, int groups, int shares) {
    RegisterTile register = RegisterTile.of(variant);
    WinogradTiles tiles = WinogradTiles.of(variant.parameter("TILE"), g);
    int width = register.columns();
    int together = Math.max(1, STORED_TOGETHER / width);
    // An odd number of cache lines: the rows of a register tile fall into different cache sets.
    int inputRow = (blocks(g.channels(), LINE) | 1) * LINE;
    long tileBytes = (long) Float.BYTES * tiles.values() * (inputRow + together * width);
    int rowTiles = blocks(tiles.count(), register.rows());
    int fitting = (int) Math.max(1, BLOCK_BYTES / tileBytes / register.rows());
    int sides = Math.min(groups, rowTiles);
    int blocks = blocks(blocks(rowTiles, fitting), sides) * sides;
    int perBlock = blocks(rowTiles, blocks) * register.rows();
    return new WinogradPlan(
        tiles,
        perBlock,
        Math.min(sides, blocks(tiles.count(), perBlock)),
        shares,
        g.channels(),
        inputRow,
        blocks(g.resultChannels(), width),
        width,
        together,
        register.multiplyCost());
  }

  /** Work of the busiest compute unit, in multiply-adds. */
  double cost(int units) {
    int groupsOfUnit = blocks((long) sides * shares, units);
    int blocksOfUnit = groupsOfUnit * blocks(blocks(tiles.count(), perBlock), sides);
    double rows = Math.min(tiles.count(), (double) blocksOfUnit * perBlock);
    double columns = (double) panelWidth * blocks(panels, shares);
    double weights = WEIGHT_COST + (blocksOfUnit - 1) * WEIGHT_AGAIN_COST;
    return tiles.values()
        * (channels * columns * (rows * multiplyCost + weights)
            + rows * (INPUT_COST * channels + OUTPUT_COST * columns));
  }

  /** What the implicit matrix product of the same convolution costs, in the same unit. */
  static double directCost(DeviceLimits limits, ConvGeometry g) {
    RegisterTile tile = RegisterTile.choose(limits, g.pixels(), g.resultChannels());
    long tiles =
        (long) blocks(g.pixels(), tile.rows()) * blocks(g.resultChannels(), tile.columns());
    double sums = (double) blocks(tiles, limits.computeUnits()) * tile.rows() * tile.columns();
    double weights = WEIGHT_COST * blocks(g.resultChannels(), limits.computeUnits());
    return g.terms() * (sums * tile.multiplyCost() + weights);
  }

  /** Floats from one matrix of input values to the next; an odd number of cache lines. */
  private int inputPlane() {
    return (blocks((long) perBlock * inputRow, LINE) | 1) * LINE;
  }

  /** Floats from one matrix of products to the next; an odd number of cache lines. */
  private int productPlane() {
    return (blocks((long) perBlock * together * panelWidth, LINE) | 1) * LINE;
  }

  /** Floats of all transformed filters. */
  long filterFloats() {
    return (long) panels * panelWidth * tiles.values() * channels;
  }

  /** Floats of the groups' work memory. */
  long memoryFloats() {
    return (long) sides * shares * tiles.values() * (inputPlane() + productPlane());
  }

  /** One work-item a group. */
  WorkSize size() {
    return WorkSize.of(sides, shares);
  }

  /** The kernel's {@code int4 tiles}. */
  int[] tilesArgument() {
    return tiles.argument(tiles.count(), perBlock);
  }

  /** The kernel's {@code int4 layout}. */
  int[] layoutArgument() {
    return new int[] {inputRow, inputPlane(), productPlane(), together};
  }
}
