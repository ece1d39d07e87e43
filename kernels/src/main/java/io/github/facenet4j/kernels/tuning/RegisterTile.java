package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The block of sums that one work-item keeps in vector registers on a processor, as {@code
 * common/register_tile.cl} writes it out.
 *
 * @param rows MR
 * @param vectors NV
 * @param width VW, floats per vector
 */
public record RegisterTile(int rows, int vectors, int width) {
  private static final List<Integer> WIDTHS = List.of(16, 8, 4, 1);

  /**
   * What a load costs beside a multiply-add: little on a core of one's own, as much as it issues
   * where another thread shares the core. Measured on two Xeon cores beside other guests.
   */
  private static final double LOAD_COST = 0.5;

  /** With fewer tiles a unit, that some have one more than others counts. */
  private static final long FEW_TILES = 8;

  /** Row pointers that leave registers for the rest, where several vectors are multiplied. */
  private static final int MOST_POINTERS = 8;

  /** The tile that a variant has as its parameters. */
  public static RegisterTile of(KernelVariant variant) {
    return new RegisterTile(
        variant.parameter("MR"), variant.parameter("NV"), variant.parameter("VW"));
  }

  /** NR. */
  public int columns() {
    return vectors * width;
  }

  /** The variant with this tile as its parameters. */
  public KernelVariant applyTo(KernelVariant variant) {
    return variant.with("MR", rows).with("NV", vectors).with("VW", width).group(1, 1);
  }

  /**
   * Tiles that fill the registers: with 8 floats a processor has 16 registers (AVX), with 4 or 16
   * it has 32 (NEON, AVX-512).
   */
  public static List<RegisterTile> candidates(DeviceLimits limits) {
    if (limits.vectorWidth() >= 16) {
      return wide(16);
    }
    if (limits.vectorWidth() >= 8) {
      return List.of(
          new RegisterTile(6, 2, 8), new RegisterTile(4, 3, 8), new RegisterTile(12, 1, 8));
    }
    return wide(4);
  }

  private static List<RegisterTile> wide(int width) {
    return List.of(
        new RegisterTile(12, 2, width),
        new RegisterTile(8, 3, width),
        new RegisterTile(6, 4, width),
        new RegisterTile(16, 1, width));
  }

  /** The candidate with the least work for a rows × columns result. */
  public static RegisterTile choose(DeviceLimits limits, long resultRows, long resultColumns) {
    return cheapest(limits, tile -> tile.cost(resultRows, resultColumns, limits.computeUnits()));
  }

  /** The same where the tiles are evened out before use, see {@link #evened}. */
  public static RegisterTile chooseEvened(DeviceLimits limits, int resultRows, int resultColumns) {
    return cheapest(
        limits,
        tile -> tile.evened(resultRows).cost(resultRows, resultColumns, limits.computeUnits()));
  }

  /**
   * The same for a convolution by 1×1 filters. Its rows are as many pointers, and it asks for the
   * next pixels' floats at each step: with twelve pointers no general register is left for that,
   * and 12×2 is up to a quarter slower than two vectors of 6×4 (32 result channels, two Zen 4
   * cores).
   */
  public static RegisterTile choosePointwise(DeviceLimits limits, long rows, long columns) {
    return cheapest(
        limits,
        tile ->
            tile.vectors > 1 && tile.rows > MOST_POINTERS
                ? Double.POSITIVE_INFINITY
                : tile.cost(rows, columns, limits.computeUnits()));
  }

  private static RegisterTile cheapest(DeviceLimits limits, ToDoubleFunction<RegisterTile> cost) {
    return candidates(limits).stream().min(Comparator.comparingDouble(cost)).orElseThrow();
  }

  /**
   * With no more rows than as many tiles need to cover the result: 21 rows are three times 7, not
   * three times 8.
   */
  public RegisterTile evened(int resultRows) {
    int tiles = WorkSize.blocks(resultRows, rows);
    return new RegisterTile(WorkSize.blocks(resultRows, tiles), vectors, width);
  }

  /** What a multiply-add costs with the loads that the tile issues for it; 1 without any. */
  public double multiplyCost() {
    return work(vectors) / (rows * vectors);
  }

  /**
   * Multiply-adds of one step of k over whole tiles, those beyond the result's edges too, weighted
   * by their loads.
   *
   * @param columnStep what the columns are rounded up to: {@link #width} where the last tile of a
   *     row computes only the vectors it needs, else {@link #columns}
   */
  public double paddedCost(long resultRows, long resultColumns, int columnStep) {
    double paddedRows = (double) WorkSize.blocks(resultRows, rows) * rows;
    double paddedColumns = (double) WorkSize.blocks(resultColumns, columnStep) * columnStep;
    return paddedRows * paddedColumns * multiplyCost();
  }

  /**
   * Vector multiply-adds of one step of k over the whole result, weighted by the loads that they
   * take. The last tile of a row of tiles computes only the vectors it needs.
   */
  private double cost(long resultRows, long resultColumns, int units) {
    long rowsOfTiles = WorkSize.blocks(resultRows, rows);
    long across = WorkSize.blocks(resultColumns, columns());
    int last = (int) (WorkSize.blocks(resultColumns, width) - (across - 1) * vectors);
    long tiles = rowsOfTiles * across;
    double waiting =
        tiles < FEW_TILES * units ? (double) WorkSize.blocks(tiles, units) * units / tiles : 1;
    return rowsOfTiles * waiting * ((across - 1) * work(vectors) + work(last));
  }

  private double work(int computedVectors) {
    return rows * computedVectors + LOAD_COST * (rows + computedVectors);
  }

  /** The tile cut down until it is no larger than the result. */
  public RegisterTile within(int resultRows, int resultColumns) {
    int newWidth = largest(WIDTHS, Math.min(width, resultColumns));
    int newVectors = Math.min(vectors, resultColumns / newWidth);
    return new RegisterTile(Math.min(rows, resultRows), newVectors, newWidth);
  }

  private static int largest(List<Integer> descending, int limit) {
    return descending.stream().filter(size -> size <= limit).findFirst().orElseThrow();
  }
}
