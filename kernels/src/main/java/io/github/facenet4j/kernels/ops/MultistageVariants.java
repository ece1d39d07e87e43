package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;
import java.util.Optional;

/**
 * The rungs whose tiles are copied several stages ahead by asynchronous copies; see {@link
 * TensorCoreProbe} for where they are offered. There are as many stages as local memory holds.
 */
final class MultistageVariants {
  static final String FLOAT = "gemm/07_multistage.cl";
  static final String TENSOR_CORE = "gemm/07_multistage_tensor_core.cl";

  private static final int MOST_STAGES = 4;
  private static final int LANES = 32;

  /**
   * Multiply-adds for each operand value that is rounded beforehand, M·N/(M+N), from which the pass
   * is taken to pay: at 200 million million multiply-adds a second and half a million million
   * values rounded, the pass takes two fifths of the product's time there. An estimate; the tuner
   * measures.
   */
  private static final long WORTH_ROUNDING = 1024;

  private MultistageVariants() {}

  /** In single precision, smallest tile first. */
  static List<KernelVariant> ofFloats(DeviceLimits limits) {
    return List.of(
        ofFloats(limits, 64, 16, 4), ofFloats(limits, 128, 16, 8), ofFloats(limits, 128, 8, 8));
  }

  private static KernelVariant ofFloats(DeviceLimits limits, int tile, int depth, int block) {
    long bytes = 4L * 2 * tile * (depth + 1);
    int stages = stages(limits, bytes);
    return KernelVariant.of(FLOAT)
        .with("BM", tile)
        .with("BN", tile)
        .with("BK", depth)
        .with("RM", block)
        .with("RN", block)
        .with("STAGES", stages)
        .group(tile / block, tile / block)
        .localMemory(stages * bytes);
  }

  /** By matrix units from operands that are rounded beforehand, smallest tile first. */
  static List<KernelVariant> tensorCore(DeviceLimits limits, Precision precision) {
    return List.of(
        tensorCore(limits, precision, 64, 64, 32, 32, 64),
        tensorCore(limits, precision, 128, 128, 64, 32, 64),
        tensorCore(limits, precision, 128, 128, 64, 64, 64),
        tensorCore(limits, precision, 256, 128, 64, 64, 32));
  }

  /** Those of large products; products worth rounding beforehand are large. */
  static List<KernelVariant> largeTensorCore(DeviceLimits limits, Precision precision) {
    return tensorCore(limits, precision).subList(2, 4);
  }

  /** A tile of C, a warp's block of it, and the bytes that a row of an operand has in a tile. */
  private static KernelVariant tensorCore(
      DeviceLimits limits, Precision precision, int bm, int bn, int wm, int wn, int rowBytes) {
    long bytes = (long) rowBytes * (bm + bn);
    int stages = stages(limits, bytes);
    return KernelVariant.of(TENSOR_CORE)
        .with("BM", bm)
        .with("BN", bn)
        .with("BK", rowBytes / elementBytes(precision.ordinal()))
        .with("WM", wm)
        .with("WN", wn)
        .with("STAGES", stages)
        .with(GemmVariants.PRECISION, precision.ordinal())
        .group(LANES * (bm / wm) * (bn / wn), 1)
        .localMemory(stages * bytes);
  }

  /** Bytes of a rounded value; by the kernels' parameter. */
  static int elementBytes(int precision) {
    return precision == Precision.TF32.ordinal() ? 4 : 2;
  }

  private static int stages(DeviceLimits limits, long bytes) {
    return (int) Math.max(2, Math.min(MOST_STAGES, limits.localMemoryBytes() / bytes));
  }

  /** The last of these that fits and whose tiles of this product occupy every compute unit. */
  static Optional<KernelVariant> largest(
      DeviceLimits limits, List<KernelVariant> smallestFirst, GemmSpec spec) {
    Optional<KernelVariant> largest = Optional.empty();
    for (KernelVariant each : smallestFirst) {
      long tiles =
          (long) blocks(spec.m(), each.parameter("BM")) * blocks(spec.n(), each.parameter("BN"));
      if (each.fits(limits) && tiles >= limits.computeUnits()) {
        largest = Optional.of(each);
      }
    }
    return largest;
  }

  /** Whether a product is so large that rounding its operands beforehand is taken to pay. */
  static boolean isWorthRounding(GemmSpec spec) {
    return (long) spec.m() * spec.n() >= WORTH_ROUNDING * ((long) spec.m() + spec.n());
  }
}
