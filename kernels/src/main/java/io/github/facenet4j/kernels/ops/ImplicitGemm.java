package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;

/**
 * Runs one {@link ConvGeometry} on the implicit matrix product of processors or of GPUs.
 *
 * <p>Scratch memory: the filter as panels; for few channels a padded copy of the source. The
 * vectorised rung needs none.
 */
final class ImplicitGemm {
  /** Below this a tap is too short a run for an inner loop of its own. */
  static final int FEW_CHANNELS = 12;

  private final KernelRuntime runtime;

  ImplicitGemm(KernelRuntime runtime) {
    this.runtime = runtime;
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
    if (ConvVariants.isVectorised(variant)) {
      vectorised(variant, spec, geometry, taps, source, w, epilogue, result);
    } else if (geometry.channels() >= FEW_CHANNELS || geometry.tapsWidth() <= 1) {
      product(variant, spec, geometry, taps, source, w, epilogue, result);
    } else if (!geometry.reachesOutside()) {
      ConvGeometry runs = geometry.withRowsAsRuns();
      product(variant, spec, runs, taps, source, w, epilogue, result);
    } else {
      ConvGeometry padded = geometry.padded();
      try (Scratch copy = Padding.copy(runtime, spec.layer(), geometry, source)) {
        ConvGeometry runs = padded.withRowsAsRuns();
        product(variant, spec, runs, taps, copy, w, epilogue, result);
      }
    }
  }

  private void product(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Object source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    if (variant.path().equals(ConvVariants.CPU_IMPLICIT_GEMM)) {
      onProcessor(variant, spec, geometry, taps, source, w, epilogue, result);
    } else {
      onGpu(variant, spec, geometry, taps, source, w, epilogue, result);
    }
  }

  private void onProcessor(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Object source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    int rows = variant.parameter("MR");
    int columns = variant.parameter("NV") * variant.parameter("VW");
    TileBlocks cut =
        TileBlocks.of(
            runtime.limits(),
            blocks(geometry.resultChannels(), columns),
            blocks(geometry.pixels(), rows),
            rows * geometry.sourceBytesOfPixel());
    try (Scratch panels = panels(spec, geometry, taps, columns, w)) {
      runtime
          .kernel(cut.applyTo(variant.with("INSIDE", geometry.reachesOutside() ? 0 : 1)))
          .launch(
              spec.layer(),
              cut.size(),
              geometry.sourceArgument(),
              geometry.gridArgument(),
              geometry.tapsArgument(),
              geometry.target().argument(),
              geometry.resultChannels(),
              source,
              panels,
              epilogue.bias(),
              epilogue.residual(),
              epilogue.slopes(),
              EpilogueArguments.activation(epilogue),
              result);
    }
  }

  private void onGpu(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Object source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    try (Scratch panels = panels(spec, geometry, taps, variant.parameter("BN"), 0, w)) {
      runtime
          .kernel(variant)
          .launch(
              spec.layer(),
              WorkSize.of(
                  blocks(geometry.resultChannels(), variant.parameter("RN")),
                  blocks(geometry.pixels(), variant.parameter("RM"))),
              geometry.sourceArgument(),
              geometry.gridArgument(),
              geometry.tapsArgument(),
              geometry.target().argument(),
              geometry.resultChannels(),
              source,
              panels,
              epilogue.bias(),
              epilogue.residual(),
              epilogue.slopes(),
              EpilogueArguments.activation(epilogue),
              result);
    }
  }

  private void vectorised(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Tensor source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    runtime
        .kernel(variant.with("EXCHANGE", taps.isWholeFilterInOrder() ? 0 : 1))
        .launch(
            spec.layer(),
            WorkSize.of(groups(variant, geometry) * variant.groupItems()),
            geometry.sourceArgument(),
            geometry.gridArgument(),
            geometry.tapsArgument(),
            geometry.target().argument(),
            geometry.resultChannels(),
            new int[] {spec.kernelWidth(), spec.inChannels(), taps.firstRow(), taps.firstColumn()},
            new int[] {taps.rowStep(), taps.columnStep()},
            source,
            w,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            result);
  }

  /** Groups of a launch of the vectorised rung. */
  static long groups(KernelVariant variant, ConvGeometry geometry) {
    return (long) blocks(geometry.resultChannels(), variant.parameter("BN"))
        * blocks(geometry.pixels(), variant.parameter("BM"));
  }

  /**
   * The filter as panels of so many columns, and behind them what a tap outside the source reads.
   */
  Scratch panels(Conv2dSpec spec, ConvGeometry geometry, FilterTaps taps, int columns, Tensor w) {
    int zeros = geometry.reachesOutside() ? geometry.run() : 0;
    return panels(spec, geometry, taps, columns, zeros, w);
  }

  /**
   * The filter as panels, and zeros behind them; without taps there is nothing to pack and nothing
   * is read.
   */
  private Scratch panels(
      Conv2dSpec spec, ConvGeometry geometry, FilterTaps taps, int width, int zeros, Tensor w) {
    if (taps.count() == 0) {
      return runtime.scratch(1);
    }
    int rows = geometry.terms() / taps.count();
    return FilterPanels.of(runtime, spec, taps, rows, geometry.resultChannels(), width, zeros, w);
  }
}
