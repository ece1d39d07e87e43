package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.ops.WinogradSteps.Product;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Runs 3×3 convolutions with stride 1, forward and data gradient, by Winograd's minimal filtering
 * on GPUs: {@code conv2d/04_winograd_products.cl} and its steps, three launches a chunk of tiles.
 *
 * <p>Scratch memory: the transformed filter, 16, 25 or 36 floats for each 9 of w, kept until w
 * changes; values and products of a chunk, see {@link TileChunks}.
 */
final class BatchedWinograd {
  private static final String PATH = "conv2d/04_winograd_products.cl";

  /**
   * Fewer channels save less than the transforms cost, and their sums are so short that the
   * transforms' rounding would stand out.
   */
  static final int LEAST_CHANNELS = 16;

  private final KernelRuntime runtime;
  private final ConcurrentMap<Call, Optional<KernelVariant>> preferred = new ConcurrentHashMap<>();

  /** What a choice depends on. */
  private record Call(Conv2dSpec spec, ConvGeometry geometry) {}

  BatchedWinograd(KernelRuntime runtime) {
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

  /** Whether the rungs compute this pass, of which this is the only grid. */
  static boolean applies(Conv2dSpec spec, ConvGeometry geometry) {
    return spec.suitsWinograd() && geometry.channels() >= LEAST_CHANNELS;
  }

  /** The rung that is faster than the implicit matrix product here, if any is. */
  Optional<KernelVariant> preferred(Conv2dSpec spec, ConvGeometry geometry) {
    return runtime.limits().isCpu() || !applies(spec, geometry)
        ? Optional.empty()
        : preferred.computeIfAbsent(
            new Call(spec, geometry), call -> cheapest(runtime.limits(), call.geometry()));
  }

  /** The rung that promises enough. */
  static Optional<KernelVariant> cheapest(DeviceLimits limits, ConvGeometry geometry) {
    Optional<KernelVariant> direct =
        QuadTiles.choose(
            limits,
            QuadTiles.of(ConvVariants.VECTORISED_IMPLICIT_GEMM),
            geometry.resultChannels(),
            each -> ImplicitGemm.groups(each, geometry));
    if (direct.isEmpty()) {
      return Optional.empty();
    }
    long directGroups = ImplicitGemm.groups(direct.get(), geometry);
    double least =
        WinogradCost.products(limits, direct.get(), directGroups, geometry.terms())
            / WinogradCost.WORTHWHILE;
    return WinogradCost.cheapest(limits, variants(), least, each -> cost(limits, each, geometry));
  }

  private static double cost(DeviceLimits limits, KernelVariant variant, ConvGeometry geometry) {
    WinogradTiles tiles = WinogradTiles.of(variant.parameter("TILE"), geometry);
    TileChunks chunks = chunks(limits, tiles, geometry);
    long groups = product(geometry, chunks.largest()).groups(variant, tiles.values());
    double moved =
        2.0 * tiles.values() * tiles.count() * (geometry.channels() + geometry.resultChannels());
    return chunks.count() * WinogradCost.products(limits, variant, groups, geometry.channels())
        + WinogradCost.transfers(limits, moved)
        + WinogradCost.launches(3 * chunks.count() - 1);
  }

  private static TileChunks chunks(
      DeviceLimits limits, WinogradTiles tiles, ConvGeometry geometry) {
    long inputs = (long) tiles.values() * geometry.channels();
    long products = (long) tiles.values() * geometry.resultChannels();
    return TileChunks.of(limits, tiles.count(), inputs, products, QuadTiles.MOST_ROWS);
  }

  private static Product product(ConvGeometry geometry, int rows) {
    return new Product(rows, geometry.resultChannels(), geometry.channels());
  }

  void run(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Tensor source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    WinogradTiles tiles = WinogradTiles.of(variant.parameter("TILE"), geometry);
    TileChunks chunks = chunks(runtime.limits(), tiles, geometry);
    int[] in = {geometry.height(), geometry.width(), geometry.channels()};
    long valueRows = (long) tiles.values() * chunks.largest();
    try (Scratch filter = filter(tiles, spec, taps, w);
        Scratch values = runtime.scratch(valueRows * geometry.channels());
        Scratch products = runtime.scratch(valueRows * geometry.resultChannels())) {
      for (int chunk = 0; chunk < chunks.count(); chunk++) {
        int first = chunks.first(chunk);
        int rows = chunks.size(chunk);
        WinogradSteps.inputs(
            runtime,
            spec.layer(),
            in,
            geometry.originHeight(),
            geometry.originWidth(),
            tiles,
            first,
            rows,
            rows,
            source,
            values);
        product(geometry, rows)
            .launch(
                runtime, variant, spec.layer(), tiles.values(), values, filter, false, products);
        outputs(spec, geometry, tiles, first, rows, products, epilogue, result);
      }
    }
  }

  private void outputs(
      Conv2dSpec spec,
      ConvGeometry geometry,
      WinogradTiles tiles,
      int first,
      int rows,
      Scratch products,
      Epilogue epilogue,
      Tensor result) {
    runtime
        .kernel(WinogradSteps.step("conv2d/04_winograd_outputs.cl", tiles.side()))
        .launch(
            spec.layer(),
            WorkSize.of((long) rows * geometry.resultChannels()),
            new int[] {geometry.gridHeight(), geometry.gridWidth()},
            geometry.target().argument(),
            tiles.argument(first + rows, first),
            rows,
            geometry.resultChannels(),
            products,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            result);
  }

  /** What the transformed filter depends on beside its values. */
  private record Transformed(
      KernelVariant kernel, int inChannels, int outChannels, FilterTaps taps) {}

  private Scratch filter(WinogradTiles tiles, Conv2dSpec spec, FilterTaps taps, Tensor w) {
    KernelVariant kernel =
        WinogradSteps.step("conv2d/04_winograd_filter.cl", tiles.side())
            .with("EXCHANGE", taps.isWholeFilterInOrder() ? 0 : 1);
    long pairs = (long) spec.inChannels() * spec.outChannels();
    return runtime.derived(
        w,
        new Transformed(kernel, spec.inChannels(), spec.outChannels(), taps),
        tiles.values() * pairs,
        transformed ->
            runtime
                .kernel(kernel)
                .launch(
                    spec.layer(),
                    WorkSize.of(pairs),
                    new int[] {spec.inChannels(), spec.outChannels()},
                    taps.argument(),
                    w,
                    transformed));
  }
}
