package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What decides between Winograd's algorithm and the plain sums on GPUs: an estimate in
 * multiply-adds of a compute unit.
 *
 * <p>Nothing of it was measured. Data-centre GPUs have 13 to 20 flop of fp32 for each byte that
 * their memory moves (A100 13, H200 14, H100 20); at 15, writing or reading a float takes as long
 * as 30 multiply-adds. Cards with less bandwidth for their arithmetic gain less than is promised
 * here, which is one reason for the margin, and {@code tune} knows better. A launch takes some 4 µs
 * of a queue that has nothing else, in which a unit does a million multiply-adds.
 */
final class WinogradCost {
  /** The estimates must promise this much before accuracy is given up for speed. */
  static final double WORTHWHILE = 1.15;

  private static final double FLOAT_COST = 30;
  private static final double LAUNCH_COST = 1 << 20;

  /** Of a multiply-add in blocks of 4×4, which read twice as much of local memory for it. */
  private static final double SMALL_BLOCK_COST = 1.5;

  private WinogradCost() {}

  /**
   * The variant that fits and costs less than so much, and least of all; the largest of equals.
   *
   * @param variants smallest first
   */
  static Optional<KernelVariant> cheapest(
      DeviceLimits limits,
      List<KernelVariant> variants,
      double most,
      ToDoubleFunction<KernelVariant> cost) {
    KernelVariant best = null;
    double least = most;
    for (int i = variants.size() - 1; i >= 0; i--) {
      KernelVariant each = variants.get(i);
      double of = each.fits(limits) ? cost.applyAsDouble(each) : most;
      if (of < least) {
        least = of;
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Products on a tile of {@link QuadTiles}.
   *
   * @param groups of the launch; fewer than compute units leave some idle
   * @param depth terms of a sum
   */
  static double products(DeviceLimits limits, KernelVariant tile, long groups, long depth) {
    double rounds = Math.max(1, (double) groups / limits.computeUnits());
    double block = tile.parameter("RM") < 8 ? SMALL_BLOCK_COST : 1;
    return rounds * tile.parameter("BM") * tile.parameter("BN") * depth * block;
  }

  /** The ways to and from memory that the plain sums do not have. */
  static double transfers(DeviceLimits limits, double floats) {
    return floats * FLOAT_COST / limits.computeUnits();
  }

  /** Launches more than the plain sums have. */
  static double launches(int count) {
    return count * LAUNCH_COST;
  }
}
