package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The tiles of convolutions on GPUs that are built on {@code common/quad_blocks.cl}. */
final class QuadTiles {
  /** Rows of the largest tile. */
  static final int MOST_ROWS = 128;

  private static final int NARROW = 32;
  private static final int WIDE = 64;

  private QuadTiles() {}

  /**
   * A kernel on every tile, smallest first. Blocks of 8×8 do the most work for a value that is read
   * from local memory; smaller tiles give more groups, narrower ones waste less on few channels.
   */
  static List<KernelVariant> of(String path) {
    return List.of(
        tile(path, 64, NARROW, 16, 4),
        tile(path, 64, WIDE, 16, 4),
        tile(path, MOST_ROWS, WIDE, 8, 8),
        tile(path, MOST_ROWS, 128, 8, 8));
  }

  /** A tile of rows × columns, so deep, in square blocks of a work-item. */
  private static KernelVariant tile(String path, int rows, int columns, int depth, int block) {
    return KernelVariant.of(path)
        .with("BM", rows)
        .with("BN", columns)
        .with("BK", depth)
        .with("RM", block)
        .with("RN", block)
        .group(rows / block * (columns / block))
        .localMemory(2L * 4 * depth * (rows + columns + 8));
  }

  /**
   * The largest tile that occupies every compute unit and does not compute more columns past the
   * last one than a narrower tile would; where none does, the smallest; nothing where none fits.
   *
   * @param tiles smallest first
   * @param columns channels of the result
   * @param groups that a launch on a tile has
   */
  static Optional<KernelVariant> choose(
      DeviceLimits limits,
      List<KernelVariant> tiles,
      int columns,
      ToLongFunction<KernelVariant> groups) {
    List<KernelVariant> fitting = tiles.stream().filter(each -> each.fits(limits)).toList();
    int narrower = columns <= NARROW ? NARROW : WIDE;
    long computed = (long) blocks(columns, narrower) * narrower;
    for (int i = fitting.size() - 1; i >= 0; i--) {
      KernelVariant each = fitting.get(i);
      int width = each.parameter("BN");
      boolean isTight = (long) blocks(columns, width) * width <= computed;
      if (isTight && groups.applyAsLong(each) >= limits.computeUnits()) {
        return Optional.of(each);
      }
    }
    return fitting.stream().findFirst();
  }
}
