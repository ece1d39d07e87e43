package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Runs the weight gradient of 3×3 convolutions with stride 1 by Winograd's minimal filtering on
 * processors.
 *
 * <p>Scratch memory: some 1 MiB for each block of dw, which is about 64 × 64 channels.
 */
final class WinogradWeightGradient {
  private static final String PATH = "conv2d/cpu_03_winograd_weight_gradient.cl";

  /** Of a side of the filter. */
  private static final int TAPS = 3;

  /** Channels and outputs of a block of dw: their sums are half of what a block of memory holds. */
  private static final int BLOCK_CHANNELS = 64;

  /** Tiles of a block; odd, so that the values of a tile fall into different cache sets. */
  private static final int BLOCK_TILES = 31;

  // Estimates in multiply-adds of the products, measured on an AVX-512 processor: a value of x or
  // dy, a sum that is read and written once a block of tiles, and one that is cleared and turned.
  private static final double VALUE_COST = 9;
  private static final double SUM_COST = 3;
  private static final double TURN_COST = 25;

  /** The estimate must promise this much before accuracy is given up for speed. */
  private static final double WORTHWHILE = 1.15;

  private final KernelRuntime runtime;
  private final ConcurrentMap<Conv2dSpec, Optional<KernelVariant>> preferred =
      new ConcurrentHashMap<>();

  WinogradWeightGradient(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * How dw and the maps are cut.
   *
   * @param tiles of dy
   * @param channels CB
   * @param outputs OB
   * @param groups blocks of dw along O and along C
   */
  private record Plan(WinogradTiles tiles, int channels, int outputs, int[] groups) {

    static Plan of(KernelVariant variant, Conv2dSpec spec) {
      RegisterTile tile = RegisterTile.of(variant);
      int channels = block(spec.inChannels(), tile.rows());
      int outputs = block(spec.outChannels(), tile.columns());
      return new Plan(
          WinogradTiles.of(variant.parameter("TILE"), spec),
          channels,
          outputs,
          new int[] {blocks(spec.outChannels(), outputs), blocks(spec.inChannels(), channels)});
    }

    /** Equal blocks of about {@link #BLOCK_CHANNELS}, of whole steps, within the count. */
    private static int block(int count, int step) {
      int wanted = blocks(count, blocks(count, BLOCK_CHANNELS));
      return Math.min(blocks(wanted, step), count / step) * step;
    }

    double cost(int units, double multiplyCost) {
      double rounds = blocks((long) groups[0] * groups[1], units);
      double products = (double) tiles.count() * channels * outputs * multiplyCost;
      double transforms = (double) tiles.count() * (channels + outputs) * VALUE_COST;
      double visits = blocks(tiles.count(), BLOCK_TILES) * SUM_COST + TURN_COST;
      double sums = visits * channels * outputs;
      return rounds * tiles.values() * (products + transforms + sums);
    }

    long memoryFloats() {
      long group =
          channels
              + outputs
              + (long) tiles.values() * (BLOCK_TILES * (channels + outputs) + channels * outputs);
      return group * groups[0] * groups[1];
    }
  }

  /** The rungs, smallest tile first. */
  static List<KernelVariant> variants(DeviceLimits limits) {
    return Winograd.variants(limits, PATH);
  }

  /** Whether this is one of the rungs. */
  static boolean isVariant(KernelVariant variant) {
    return variant.path().equals(PATH);
  }

  /** Whether the variant computes this gradient. */
  static boolean applies(KernelVariant variant, Conv2dSpec spec) {
    RegisterTile tile = RegisterTile.of(variant);
    return spec.suitsWinograd()
        && spec.inChannels() >= tile.rows()
        && Plan.block(spec.inChannels(), tile.rows()) >= tile.width()
        && spec.outChannels() >= tile.columns();
  }

  /** The rung that is faster than the plain sums here, if any is. */
  Optional<KernelVariant> preferred(Conv2dSpec spec) {
    return preferred.computeIfAbsent(spec, this::cheapest);
  }

  private Optional<KernelVariant> cheapest(Conv2dSpec spec) {
    DeviceLimits limits = runtime.limits();
    RegisterTile plain = RegisterTile.choose(limits, spec.inChannels(), spec.outChannels());
    KernelVariant best = null;
    double sums = spec.multiplyAdds() * inside(spec);
    double least = sums * plain.multiplyCost() / limits.computeUnits() / WORTHWHILE;
    for (KernelVariant variant : variants(limits)) {
      if (limits.isCpu() && applies(variant, spec)) {
        double multiplyCost = RegisterTile.of(variant).multiplyCost();
        double cost = Plan.of(variant, spec).cost(limits.computeUnits(), multiplyCost);
        if (cost < least) {
          least = cost;
          best = variant;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** The share of the taps that lie inside the map: the plain sums skip the others. */
  private static double inside(Conv2dSpec spec) {
    return inside(spec.height(), spec.outHeight(), spec.padHeight())
        * inside(spec.width(), spec.outWidth(), spec.padWidth());
  }

  private static double inside(int in, int out, int pad) {
    int taps = 0;
    for (int u = 0; u < TAPS; u++) {
      taps += Math.max(0, Math.min(out, in + pad - u) - Math.max(0, pad - u));
    }
    return (double) taps / (TAPS * out);
  }

  void run(KernelVariant variant, Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    Plan plan = Plan.of(variant, spec);
    try (Scratch memory = runtime.scratch(Elements.count(spec.layer(), plan.memoryFloats()))) {
      runtime
          .kernel(variant)
          .launch(
              spec.layer(),
              WorkSize.of(plan.groups()[0], plan.groups()[1]),
              new int[] {spec.height(), spec.width(), spec.inChannels(), spec.outChannels()},
              new int[] {spec.outHeight(), spec.outWidth(), -spec.padHeight(), -spec.padWidth()},
              plan.tiles().argument(plan.tiles().count(), BLOCK_TILES),
              new int[] {plan.channels(), plan.outputs()},
              x,
              dy,
              memory,
              dw);
    }
  }
}
