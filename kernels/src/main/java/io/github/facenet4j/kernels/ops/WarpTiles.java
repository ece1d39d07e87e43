package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;

/** The tiles of kernels that are built on {@code common/warp_blocks.cl}. */
final class WarpTiles {
  private static final int ITEM_ROWS = 8;

  private WarpTiles() {}

  /** The sizes of {@link QuadTiles}, smallest first, in one dimension of work-items. */
  static List<KernelVariant> of(String path, Precision precision) {
    return List.of(
        tile(path, precision, 64, 32, 4),
        tile(path, precision, 64, 64, 4),
        tile(path, precision, 128, 64, 8),
        tile(path, precision, 128, 128, 8));
  }

  private static KernelVariant tile(
      String path, Precision precision, int rows, int columns, int itemColumns) {
    return parameters(path, precision, rows, columns, itemColumns)
        .group(rows / ITEM_ROWS * (columns / itemColumns));
  }

  /**
   * A tile of rows × columns whose group is yet to be set: a warp for every 32×32 or 64×32 of it.
   *
   * @param itemColumns with 8 rows what sizes the group
   */
  static KernelVariant parameters(
      String path, Precision precision, int rows, int columns, int itemColumns) {
    int bytes = precision == Precision.TF32 ? 4 : 2;
    int depth = 64 / bytes;
    int pad = 16 / bytes;
    return KernelVariant.of(path)
        .with("BM", rows)
        .with("BN", columns)
        .with("BK", depth)
        .with("RM", ITEM_ROWS)
        .with("RN", itemColumns)
        .with("WM", rows / 2)
        .with("WN", 32)
        .with(GemmVariants.PRECISION, precision.ordinal())
        .localMemory(2L * (rows + columns) * (depth + pad) * bytes);
  }
}
