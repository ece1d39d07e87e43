package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;

/**
 * How a product on a processor is cut into work-items: each multiplies one panel of the right
 * operand, which stays in the first-level cache where it is short, with a block of tiles of the
 * left one, which stays in the second-level cache for all panels.
 *
 * <p>A work-item is long enough that its start costs little, and there are enough of them that a
 * compute unit which starts late or is interrupted leaves work to the others.
 *
 * @param panels of the right operand
 * @param tiles of the left one
 * @param blocks of tiles
 */
record TileBlocks(int panels, int tiles, int blocks) {
  /** What a block of the left operand may hold: an eighth of a typical second-level cache. */
  private static final long BLOCK_BYTES = 128 << 10;

  /** Work-items a compute unit that a launch aims at. */
  private static final int ITEMS_PER_UNIT = 16;

  /** With fewer tiles to a panel, its way from a far cache counts. */
  private static final int FEW_TILES = 4;

  /**
   * The cut for a device.
   *
   * @param tileBytes of the left operand that belong to one tile
   */
  static TileBlocks of(DeviceLimits limits, int panels, int tiles, long tileBytes) {
    long cached = (tiles * tileBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    long shared = WorkSize.blocks((long) ITEMS_PER_UNIT * limits.computeUnits(), panels);
    return new TileBlocks(
        panels, tiles, (int) Math.max(1, Math.min(tiles, Math.max(cached, shared))));
  }

  /** Dimension 0 runs along the panels, so that neighbours in time share a block. */
  WorkSize size() {
    return WorkSize.of(panels, blocks);
  }

  /** The variant for this cut. */
  KernelVariant applyTo(KernelVariant variant) {
    return fetching(variant, tiles / blocks);
  }

  /**
   * The variant that asks for its panels ahead, or that does not.
   *
   * @param tilesOfPanel tiles that meet a panel one after the other
   */
  static KernelVariant fetching(KernelVariant variant, int tilesOfPanel) {
    return variant.with("FETCHED", tilesOfPanel < FEW_TILES ? 1 : 0);
  }
}
