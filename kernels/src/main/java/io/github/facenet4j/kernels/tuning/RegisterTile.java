package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import java.util.List;

/**
 * The block of sums that one work-item keeps in vector registers on a processor, as {@code
 * common/register_tile.cl} writes it out.
 *
 * @param rows MR
 * @param vectors NV
 * @param width VW, floats per vector
 */
public record RegisterTile(int rows, int vectors, int width) {
  /** Sizes that the macros of the kernel file know. */
  private static final List<Integer> ROWS = List.of(16, 12, 8, 6, 4, 2, 1);

  private static final List<Integer> WIDTHS = List.of(16, 8, 4, 1);

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
        new RegisterTile(16, 1, width));
  }

  /**
   * The candidate with the least work for a rows × columns result: whole tiles counted, weighted by
   * the loads that a tile issues per multiply-add.
   */
  public static RegisterTile choose(DeviceLimits limits, long resultRows, long resultColumns) {
    RegisterTile best = null;
    double least = Double.POSITIVE_INFINITY;
    for (RegisterTile tile : candidates(limits)) {
      double cost = tile.cost(resultRows, resultColumns, limits.computeUnits());
      if (cost < least) {
        least = cost;
        best = tile;
      }
    }
    return best;
  }

  /** What a multiply-add costs with the loads that the tile issues for it; 1 without any. */
  public double multiplyCost() {
    return 1 + 0.3 * (rows + vectors) / (rows * vectors);
  }

  private double cost(long resultRows, long resultColumns, int units) {
    long tiles =
        (long) WorkSize.blocks(resultRows, rows) * WorkSize.blocks(resultColumns, columns());
    long rounds = (tiles + units - 1) / units;
    double loadsPerMultiply = (double) (rows + vectors) / (rows * vectors);
    return (double) rounds * rows * columns() * (1 + 0.05 * loadsPerMultiply);
  }

  /** The tile cut down until it is no larger than the result. */
  public RegisterTile within(int resultRows, int resultColumns) {
    int newWidth = largest(WIDTHS, Math.min(width, resultColumns));
    int newVectors = Math.min(vectors, resultColumns / newWidth);
    return new RegisterTile(largest(ROWS, Math.min(rows, resultRows)), newVectors, newWidth);
  }

  private static int largest(List<Integer> descending, int limit) {
    return descending.stream().filter(size -> size <= limit).findFirst().orElseThrow();
  }
}
