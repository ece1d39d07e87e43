package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.ops.WinogradSteps.Product;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Runs the weight gradient of 3×3 convolutions with stride 1 by Winograd's minimal filtering on
 * GPUs: {@code conv2d/04_winograd_weight_gradient.cl} and its steps, three launches a chunk of
 * tiles and one.
 *
 * <p>Scratch memory: the values of x and dy of a chunk, see {@link TileChunks}; for each part of
 * the tiles 16, 25 or 36 floats for each 9 of dw.
 */
final class BatchedWinogradGradient {
  private static final String PATH = "conv2d/04_winograd_weight_gradient.cl";

  /** Groups per compute unit that a launch aims at, and the fewest tiles of a part for it. */
  private static final int GROUPS_PER_UNIT = 4;

  private static final int LEAST_TILES = 128;

  private final KernelRuntime runtime;
  private final ConcurrentMap<Conv2dSpec, Optional<KernelVariant>> preferred =
      new ConcurrentHashMap<>();

  BatchedWinogradGradient(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** The rungs, smallest tile first. */
  static List<KernelVariant> variants() {
    return WinogradSteps.variants(PATH);
  }

  /** Whether this is one of the rungs. */
  static boolean isVariant(KernelVariant variant) {
    return variant.path().equals(PATH);
  }

  /** Whether the rungs compute this gradient. */
  static boolean applies(Conv2dSpec spec) {
    return spec.suitsWinograd() && spec.inChannels() >= BatchedWinograd.LEAST_CHANNELS;
  }

  /**
   * How the tiles are cut.
   *
   * @param tiles of dy
   * @param chunks that follow each other
   * @param parts of a chunk, multiplied at the same time
   */
  private record Plan(WinogradTiles tiles, TileChunks chunks, int parts) {

    static Plan of(DeviceLimits limits, KernelVariant variant, Conv2dSpec spec) {
      WinogradTiles tiles = WinogradTiles.of(variant.parameter("TILE"), spec);
      long x = (long) tiles.values() * spec.inChannels();
      long dy = (long) tiles.values() * spec.outChannels();
      // The rows past the last tile of a chunk are air: at most a part's.
      int step = Math.min(LEAST_TILES, tiles.count());
      TileChunks chunks = TileChunks.of(limits, tiles.count(), x, dy, step);
      long groups = product(spec, 1).groups(variant, tiles.values());
      long wanted = (long) limits.computeUnits() * GROUPS_PER_UNIT / groups;
      int parts = (int) Math.max(1, Math.min(wanted, chunks.perChunk() / LEAST_TILES));
      return new Plan(tiles, chunks, parts);
    }

    /** Tiles of a part. */
    int perPart() {
      return blocks(chunks.largest(), parts);
    }

    double cost(DeviceLimits limits, KernelVariant variant, Conv2dSpec spec) {
      long groups = product(spec, perPart()).groups(variant, tiles.values() * parts);
      double values =
          2.0 * tiles.values() * tiles.count() * (spec.inChannels() + spec.outChannels());
      return chunks.count() * WinogradCost.products(limits, variant, groups, perPart())
          + WinogradCost.transfers(limits, values + 2.0 * sums(spec))
          + WinogradCost.launches(3 * chunks.count() - 1);
    }

    /** Floats of all sums. */
    long sums(Conv2dSpec spec) {
      return (long) tiles.values() * parts * spec.inChannels() * spec.outChannels();
    }
  }

  private static Product product(Conv2dSpec spec, int depth) {
    return new Product(spec.inChannels(), spec.outChannels(), depth);
  }

  /** The rung that is faster than the plain sums here, if any is. */
  Optional<KernelVariant> preferred(Conv2dSpec spec) {
    return runtime.limits().isCpu() || !applies(spec)
        ? Optional.empty()
        : preferred.computeIfAbsent(spec, call -> cheapest(runtime.limits(), call));
  }

  /** The rung that promises enough. */
  static Optional<KernelVariant> cheapest(DeviceLimits limits, Conv2dSpec spec) {
    Optional<KernelVariant> direct =
        QuadTiles.choose(
            limits,
            QuadTiles.of(ConvVariants.VECTORISED_WEIGHT_GRADIENT),
            spec.outChannels(),
            each -> WeightGradient.mostGroups(each, spec));
    if (direct.isEmpty()) {
      return Optional.empty();
    }
    double least =
        WeightGradient.vectorisedCost(limits, direct.get(), spec) / WinogradCost.WORTHWHILE;
    return WinogradCost.cheapest(
        limits, variants(), least, each -> Plan.of(limits, each, spec).cost(limits, each, spec));
  }

  void run(KernelVariant variant, Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    Plan plan = Plan.of(runtime.limits(), variant, spec);
    WinogradTiles tiles = plan.tiles();
    int batch = tiles.values() * plan.parts();
    int rows = plan.perPart() * plan.parts();
    long valueRows = (long) tiles.values() * rows;
    long sumFloats = Elements.count(spec.layer(), plan.sums(spec));
    try (Scratch values = runtime.scratch(valueRows * spec.inChannels());
        Scratch gradients = runtime.scratch(valueRows * spec.outChannels());
        Scratch sums = runtime.scratch(sumFloats)) {
      for (int chunk = 0; chunk < plan.chunks().count(); chunk++) {
        int first = plan.chunks().first(chunk);
        int count = plan.chunks().size(chunk);
        WinogradSteps.inputs(
            runtime,
            spec.layer(),
            new int[] {spec.height(), spec.width(), spec.inChannels()},
            -spec.padHeight(),
            -spec.padWidth(),
            tiles,
            first,
            count,
            rows,
            x,
            values);
        gradients(spec, tiles, first, count, rows, dy, gradients);
        product(spec, plan.perPart())
            .launch(runtime, variant, spec.layer(), batch, values, gradients, chunk > 0, sums);
      }
      taps(spec, plan, sums, dw);
    }
  }

  private void gradients(
      Conv2dSpec spec,
      WinogradTiles tiles,
      int first,
      int count,
      int rows,
      Tensor dy,
      Scratch gradients) {
    runtime
        .kernel(WinogradSteps.step("conv2d/04_winograd_gradients.cl", tiles.side()))
        .launch(
            spec.layer(),
            WorkSize.of((long) rows * spec.outChannels()),
            new int[] {spec.outHeight(), spec.outWidth(), spec.outChannels(), 0},
            tiles.argument(first + count, first),
            rows,
            dy,
            gradients);
  }

  private void taps(Conv2dSpec spec, Plan plan, Scratch sums, Tensor dw) {
    int count = spec.inChannels() * spec.outChannels();
    runtime
        .kernel(WinogradSteps.step("conv2d/04_winograd_taps.cl", plan.tiles().side()))
        .launch(spec.layer(), WorkSize.of(count), count, plan.parts(), sums, dw);
  }
}
