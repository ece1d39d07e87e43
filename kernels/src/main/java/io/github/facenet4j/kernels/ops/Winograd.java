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
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Runs 3×3 convolutions with stride 1, forward and data gradient, by Winograd's minimal filtering
 * on processors.
 *
 * <p>Scratch memory: the transformed filter, 16, 25 or 36 floats for each 9 of w; at most some 2
 * MiB a compute unit for values and products.
 */
final class Winograd {
  private static final String PATH = "conv2d/cpu_03_winograd.cl";

  /** Rows of the filter that one work-item transforms, LINE of the kernel file. */
  private static final int FILTER_ROWS = 16;

  /** The estimates must promise this much before accuracy is given up for speed. */
  private static final double WORTHWHILE = 1.15;

  private final KernelRuntime runtime;
  private final Geometry layout;
  private final ConcurrentMap<Call, Optional<KernelVariant>> preferred = new ConcurrentHashMap<>();

  /** What a choice depends on. */
  private record Call(Conv2dSpec spec, ConvGeometry geometry) {}

  /** On one device, with this layout of memory-bound kernels: it says what passes the caches. */
  Winograd(KernelRuntime runtime, Geometry layout) {
    this.runtime = runtime;
    this.layout = layout;
  }

  /** The rungs, smallest tile first: F(2×2), F(3×3) and F(4×4), each on every register tile. */
  static List<KernelVariant> variants(DeviceLimits limits) {
    return variants(limits, PATH);
  }

  /** The same rungs of a Winograd kernel in another file. */
  static List<KernelVariant> variants(DeviceLimits limits, String path) {
    List<KernelVariant> variants = new ArrayList<>();
    for (int side = 2; side <= 4; side++) {
      for (RegisterTile tile : RegisterTile.candidates(limits)) {
        variants.add(tile.applyTo(KernelVariant.of(path).with("TILE", side)));
      }
    }
    return variants;
  }

  /** Whether this is one of the rungs. */
  static boolean isVariant(KernelVariant variant) {
    return variant.path().equals(PATH);
  }

  /** Whether the variant computes this pass, of which this is the only grid. */
  static boolean applies(KernelVariant variant, Conv2dSpec spec, ConvGeometry geometry) {
    return spec.suitsWinograd() && geometry.channels() >= variant.parameter("VW");
  }

  /** The rung that is faster than the implicit matrix product here, if any is. */
  Optional<KernelVariant> preferred(Conv2dSpec spec, ConvGeometry geometry) {
    return preferred.computeIfAbsent(new Call(spec, geometry), this::cheapest);
  }

  private Optional<KernelVariant> cheapest(Call call) {
    DeviceLimits limits = runtime.limits();
    ConvGeometry geometry = call.geometry();
    KernelVariant best = null;
    double least = WinogradPlan.directCost(limits, geometry) / WORTHWHILE;
    for (KernelVariant variant : variants(limits)) {
      if (limits.isCpu() && applies(variant, call.spec(), geometry)) {
        double cost = WinogradPlan.of(limits, geometry, variant).cost(limits.computeUnits());
        if (cost < least) {
          least = cost;
          best = variant;
        }
      }
    }
    return Optional.ofNullable(best);
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
    WinogradPlan plan = WinogradPlan.of(runtime.limits(), geometry, variant);
    try (Scratch filter = filter(variant, spec, plan, taps, w);
        Scratch memory = runtime.scratch(plan.memoryFloats())) {
      int tilesOfPanel = plan.perBlock() / variant.parameter("MR");
      long elements = (long) geometry.pixels() * geometry.resultChannels();
      int stream = layout.streams(elements, geometry.target());
      runtime
          .kernel(TileBlocks.fetching(variant, tilesOfPanel).with("STREAM", stream))
          .launch(
              spec.layer(),
              plan.size(),
              new int[] {
                geometry.height(), geometry.width(), geometry.channels(), geometry.resultChannels()
              },
              new int[] {
                geometry.gridHeight(),
                geometry.gridWidth(),
                geometry.originHeight(),
                geometry.originWidth()
              },
              geometry.target().argument(),
              plan.tilesArgument(),
              plan.layoutArgument(),
              source,
              filter,
              memory,
              epilogue.bias(),
              epilogue.residual(),
              epilogue.slopes(),
              EpilogueArguments.activation(epilogue),
              result);
    }
  }

  /** What the transformed filter depends on beside its values. */
  private record Transformed(
      KernelVariant kernel, int inChannels, int outChannels, FilterTaps taps) {}

  /** The transformed filter, and zeros behind it. */
  private Scratch filter(
      KernelVariant variant, Conv2dSpec spec, WinogradPlan plan, FilterTaps taps, Tensor w) {
    KernelVariant kernel =
        KernelVariant.of("conv2d/winograd_filter.cl")
            .with("TILE", variant.parameter("TILE"))
            .with("NV", variant.parameter("NV"))
            .with("VW", variant.parameter("VW"))
            .with("EXCHANGE", taps.isWholeFilterInOrder() ? 0 : 1)
            .group(1, 1);
    return runtime.derived(
        w,
        new Transformed(kernel, spec.inChannels(), spec.outChannels(), taps),
        plan.filterFloats() + plan.channels(),
        transformed ->
            runtime
                .kernel(kernel)
                .launch(
                    spec.layer(),
                    WorkSize.of(plan.panels(), blocks(plan.channels(), FILTER_ROWS)),
                    new int[] {spec.inChannels(), spec.outChannels()},
                    taps.argument(),
                    plan.channels(),
                    w,
                    transformed));
  }
}
