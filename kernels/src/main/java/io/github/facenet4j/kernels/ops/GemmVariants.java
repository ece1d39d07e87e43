package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.ArrayList;
import java.util.List;

/** The rungs of the matrix product and which of them a device gets by default. */
final class GemmVariants {
  static final String PANEL = "gemm/cpu_03_panel.cl";
  static final String VECTORISED = "gemm/04_vectorised.cl";
  static final String ROUNDED = "gemm/05_rounded.cl";

  static final String TENSOR_CORE = "gemm/06_tensor_core.cl";

  /** The kernels' parameter for a {@link Precision}'s ordinal. */
  static final String PRECISION = "PRECISION";

  private static final KernelVariant NAIVE = KernelVariant.of("gemm/01_naive.cl").group(8, 8);
  private static final int TILE_LIMIT = 32;
  private static final int BLOCK = 64;
  private static final int DEPTH = 16;
  private static final int ITEM_BLOCK = 4;

  /** For products that give every processor of the device such a tile: most work for a byte. */
  private static final KernelVariant VECTORISED_LARGE = vectorised(128, 8, 8, 8);

  /** For smaller products: four times as many groups. */
  private static final KernelVariant VECTORISED_SMALL = vectorised(64, 16, 4, 4);

  private GemmVariants() {}

  /** Every rung with every parameter set that is shipped, lowest rung first. */
  static List<KernelVariant> all(DeviceLimits limits) {
    List<KernelVariant> variants = new ArrayList<>();
    variants.add(NAIVE);
    for (int tile = 8; tile <= TILE_LIMIT; tile *= 2) {
      variants.add(tiled(tile));
    }
    variants.add(registerBlock());
    variants.add(VECTORISED_SMALL);
    variants.add(vectorised(64, 16, 4, 8));
    variants.add(VECTORISED_LARGE);
    for (RegisterTile tile : RegisterTile.candidates(limits)) {
      variants.add(tile.applyTo(KernelVariant.of("gemm/cpu_02_vector.cl")));
      variants.add(tile.applyTo(KernelVariant.of(PANEL)));
    }
    return List.copyOf(variants);
  }

  /** What computes products of operands rounded so, on any device; small tiles first. */
  static List<KernelVariant> rounded(Precision precision) {
    return List.of(rounded(VECTORISED_SMALL, precision), rounded(VECTORISED_LARGE, precision));
  }

  private static KernelVariant rounded(KernelVariant vectorised, Precision precision) {
    return vectorised.inFile(ROUNDED).with(PRECISION, precision.ordinal());
  }

  /**
   * What computes such products by matrix units, small tiles first; see {@link TensorCoreProbe}.
   */
  static List<KernelVariant> tensorCore(Precision precision) {
    return List.of(tensorCore(precision, 64, 4), tensorCore(precision, 128, 8));
  }

  /** A square tile of C. */
  private static KernelVariant tensorCore(Precision precision, int tile, int columns) {
    KernelVariant variant = WarpTiles.parameters(TENSOR_CORE, precision, tile, tile, columns);
    return variant.group(tile / columns, tile / variant.parameter("RM"));
  }

  /** The one of two tiles, the smaller first, that suits a product; the smaller on processors. */
  static KernelVariant bySize(DeviceLimits limits, List<KernelVariant> tiles, GemmSpec spec) {
    KernelVariant large = tiles.get(1);
    boolean suits = !limits.isCpu() && large.fits(limits) && occupiesWithLargeTiles(limits, spec);
    return suits ? large : tiles.get(0);
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

  /** A square tile of C, so deep in k, in blocks of rows and columns of a work-item. */
  private static KernelVariant vectorised(int tile, int depth, int rows, int columns) {
    return KernelVariant.of(VECTORISED)
        .with("BM", tile)
        .with("BN", tile)
        .with("BK", depth)
        .with("RM", rows)
        .with("RN", columns)
        .group(tile / columns, tile / rows)
        .localMemory(2L * 4 * depth * (2 * tile + 8));
  }

  /**
   * The default: panels on processors; on other devices the vectorised rung with large tiles where
   * they occupy every processor, else with small ones. Where its group or its memory is too large:
   * the register block, or the largest local tile that fits.
   */
  static KernelVariant defaultFor(DeviceLimits limits, GemmSpec spec) {
    if (limits.isCpu()) {
      return RegisterTile.choose(limits, spec.m(), spec.n()).applyTo(KernelVariant.of(PANEL));
    }
    KernelVariant vectorised =
        occupiesWithLargeTiles(limits, spec) ? VECTORISED_LARGE : VECTORISED_SMALL;
    for (KernelVariant blocks : List.of(vectorised, registerBlock())) {
      if (blocks.fits(limits)) {
        return blocks;
      }
    }
    for (int tile = TILE_LIMIT; tile >= 8; tile /= 2) {
      if (tiled(tile).fits(limits)) {
        return tiled(tile);
      }
    }
    return NAIVE.group(1, 1);
  }

  private static boolean occupiesWithLargeTiles(DeviceLimits limits, GemmSpec spec) {
    int rows = VECTORISED_LARGE.parameter("BM");
    int columns = VECTORISED_LARGE.parameter("BN");
    long tiles = (long) WorkSize.blocks(spec.m(), rows) * WorkSize.blocks(spec.n(), columns);
    return tiles >= limits.computeUnits();
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
