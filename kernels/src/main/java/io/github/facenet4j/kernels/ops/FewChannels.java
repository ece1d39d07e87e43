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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs the forward pass of convolutions with few input channels on processors, from lines in local
 * memory.
 *
 * <p>Scratch memory: the filter as panels.
 */
final class FewChannels {
  private static final String PATH = "conv2d/cpu_03_few_channels.cl";

  /** So many work-items a unit even out what the units do. */
  private static final int ITEMS_OF_A_UNIT = 8;

  private final KernelRuntime runtime;

  FewChannels(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** The rung on every register tile. */
  static List<KernelVariant> variants(DeviceLimits limits) {
    return tiles(limits).stream().map(tile -> tile.applyTo(KernelVariant.of(PATH))).toList();
  }

  /**
   * The usual tiles and, of 32 registers, 14×2: one pointer serves all rows here, and maps of 56,
   * 28 and 14 pixels are whole tiles of 14.
   */
  private static List<RegisterTile> tiles(DeviceLimits limits) {
    List<RegisterTile> tiles = new ArrayList<>(RegisterTile.candidates(limits));
    if (limits.vectorWidth() >= 16) {
      tiles.add(new RegisterTile(14, 2, 16));
    }
    return tiles;
  }

  /** Whether this is one of the rungs. */
  static boolean isVariant(KernelVariant variant) {
    return variant.path().equals(PATH);
  }

  /** Whether the variant computes this forward pass on a device. */
  static boolean applies(DeviceLimits limits, KernelVariant variant, Conv2dSpec spec) {
    return spec.inChannels() < ImplicitGemm.FEW_CHANNELS
        && !spec.isDepthwise()
        && 4L * spec.kernelHeight() * line(variant, spec) <= limits.localMemoryBytes();
  }

  /** The rung for a forward pass with few channels and wider filters than 1; else empty. */
  Optional<KernelVariant> preferred(Conv2dSpec spec) {
    DeviceLimits limits = runtime.limits();
    KernelVariant variant =
        tiles(limits).stream()
            .min(
                Comparator.comparingDouble(
                    tile -> tile.paddedCost(spec.outWidth(), spec.outChannels(), tile.columns())))
            .orElseThrow()
            .applyTo(KernelVariant.of(PATH));
    boolean isFaster = limits.isCpu() && spec.kernelWidth() > 1 && applies(limits, variant, spec);
    return isFaster ? Optional.of(variant) : Optional.empty();
  }

  /** Floats of a line: the padded image's, and those that the last tile's windows see behind it. */
  private static int line(KernelVariant variant, Conv2dSpec spec) {
    int pixels = blocks(spec.outWidth(), variant.parameter("MR")) * variant.parameter("MR");
    int seen = (pixels - 1) * spec.stride() + spec.kernelWidth();
    return Math.max(seen, spec.padWidth() + spec.width()) * spec.inChannels();
  }

  void run(
      KernelVariant variant,
      Conv2dSpec spec,
      Target target,
      Tensor x,
      Tensor w,
      Epilogue epilogue,
      Tensor y) {
    int items = ITEMS_OF_A_UNIT * runtime.limits().computeUnits();
    int rows = Math.max(1, spec.batch() * spec.outHeight() / items);
    int strip = Math.min(rows, spec.outHeight());
    int line = line(variant, spec);
    KernelVariant sized =
        variant
            .with("C", spec.inChannels())
            .with("KH", spec.kernelHeight())
            .with("KW", spec.kernelWidth())
            .with("S", spec.stride())
            .with("LINE", line)
            .localMemory(4L * spec.kernelHeight() * line);
    try (Scratch panels =
        FilterPanels.of(
            runtime,
            spec,
            FilterTaps.forward(spec),
            spec.inChannels(),
            spec.outChannels(),
            RegisterTile.of(variant).columns(),
            0,
            w)) {
      runtime
          .kernel(sized)
          .launch(
              spec.layer(),
              WorkSize.of(blocks(spec.outHeight(), strip), spec.batch()),
              new int[] {spec.height(), spec.width(), spec.outHeight(), spec.outWidth()},
              new int[] {spec.padHeight(), spec.padWidth(), strip, 0},
              target.argument(),
              spec.outChannels(),
              x,
              panels,
              epilogue.bias(),
              epilogue.residual(),
              epilogue.slopes(),
              EpilogueArguments.activation(epilogue),
              y);
    }
  }
}
