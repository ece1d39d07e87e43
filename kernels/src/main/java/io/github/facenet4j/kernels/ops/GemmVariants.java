package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.spi.GemmSpec;
import java.util.ArrayList;
import java.util.List;

/** The rungs of the matrix product and which of them a device gets by default. */
final class GemmVariants {
  static final String PANEL = "gemm/cpu_03_panel.cl";
  private static final KernelVariant NAIVE = KernelVariant.of("gemm/01_naive.cl").group(8, 8);
  private static final int TILE_LIMIT = 32;
  private static final int BLOCK = 64;
  private static final int DEPTH = 16;
  private static final int ITEM_BLOCK = 4;

  private GemmVariants() {}

  /** Every rung with every parameter set that is shipped, lowest rung first. */
  static List<KernelVariant> all(DeviceLimits limits) {
    List<KernelVariant> variants = new ArrayList<>();
    variants.add(NAIVE);
    for (int tile = 8; tile <= TILE_LIMIT; tile *= 2) {
      variants.add(tiled(tile));
    }
    variants.add(registerBlock());
    for (RegisterTile tile : RegisterTile.candidates(limits)) {
      variants.add(tile.applyTo(KernelVariant.of("gemm/cpu_02_vector.cl")));
      variants.add(tile.applyTo(KernelVariant.of(PANEL)));
    }
    return List.copyOf(variants);
  }

  private static KernelVariant tiled(int tile) {
    return KernelVariant.of("gemm/02_tiled.cl")
        .with("TILE", tile)
        .group(tile, tile)
        .localMemory(8L * tile * (tile + 1));
  }

  private static KernelVariant registerBlock() {
    return KernelVariant.of("gemm/03_register_block.cl")
        .with("BM", BLOCK)
        .with("BN", BLOCK)
        .with("BK", DEPTH)
        .with("RM", ITEM_BLOCK)
        .with("RN", ITEM_BLOCK)
        .group(BLOCK / ITEM_BLOCK, BLOCK / ITEM_BLOCK)
        .localMemory(4L * DEPTH * (2 * BLOCK + 2));
  }

  /**
   * The default: panels on processors; on other devices the register block, or the largest local
   * tile that fits when its group or its memory is too large.
   */
  static KernelVariant defaultFor(DeviceLimits limits, GemmSpec spec) {
    if (limits.isCpu()) {
      return RegisterTile.choose(limits, spec.m(), spec.n()).applyTo(KernelVariant.of(PANEL));
    }
    if (registerBlock().fits(limits)) {
      return registerBlock();
    }
    for (int tile = TILE_LIMIT; tile >= 8; tile /= 2) {
      if (tiled(tile).fits(limits)) {
        return tiled(tile);
      }
    }
    return NAIVE.group(1, 1);
  }

  /** How many rows and columns of C one work-item of a rung without packing computes. */
  static int[] itemBlock(KernelVariant variant) {
    if (variant.parameters().containsKey("RM")) {
      return new int[] {variant.parameter("RM"), variant.parameter("RN")};
    }
    if (variant.parameters().containsKey("MR")) {
      return new int[] {variant.parameter("MR"), variant.parameter("NV") * variant.parameter("VW")};
    }
    return new int[] {1, 1};
  }
}
