package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * The dense weight gradient above the naive rung.
 *
 * <p>Scratch memory: below the vectorised rung for few channels a padded copy of x; on GPUs, and on
 * processors where the filter is small beside x and dy, partial sums.
 */
final class WeightGradient {
  /** Fewer channels than a tile has rows are read as runs over a row of taps. */
  private static final int FEW_CHANNELS = 12;

  /**
   * x and dy of the rows that a processor's core works on: half of a typical second-level cache.
   */
  private static final long CACHED_BYTES = 512 << 10;

  /** Where a pixel would ask for less of the next rows, its tiles are too many to ask in turn. */
  private static final long FETCHED_FLOATS = 4;

  /** Longest row into which a flattened map is cut: longer ones leave too few to share. */
  private static final int LONGEST_ROW = 256;

  /** Parts a compute unit that a launch on a processor aims at: they even out delays. */
  private static final int PARTS_PER_UNIT = 4;

  /** The filters of partial sums together may hold this fraction of what x and dy hold. */
  private static final int SUMS_FRACTION = 16;

  /** Groups per compute unit that a GPU launch aims at, and the most parts it makes. */
  private static final int GROUPS_PER_UNIT = 8;

  private static final int MOST_PARTS = 256;

  private final KernelRuntime runtime;

  WeightGradient(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * The operands as the kernels see them.
   *
   * @param images N, or rows of a flattened map
   */
  private record View(
      int images,
      int height,
      int width,
      int channels,
      int run,
      int outHeight,
      int outWidth,
      int outChannels,
      int stride,
      int tapsHeight,
      int tapsWidth,
      int padHeight,
      int padWidth) {

    static View of(Conv2dSpec spec) {
      if (isPlain(spec)) {
        int pixels = spec.batch() * spec.height() * spec.width();
        int row = longestRow(pixels);
        return new View(
            pixels / row,
            1,
            row,
            spec.inChannels(),
            spec.inChannels(),
            1,
            row,
            spec.outChannels(),
            1,
            1,
            1,
            0,
            0);
      }
      return new View(
          spec.batch(),
          spec.height(),
          spec.width(),
          spec.inChannels(),
          spec.inChannels(),
          spec.outHeight(),
          spec.outWidth(),
          spec.outChannels(),
          spec.stride(),
          spec.kernelHeight(),
          spec.kernelWidth(),
          spec.padHeight(),
          spec.padWidth());
    }

    /** The largest divisor that leaves rows to share. */
    private static int longestRow(int pixels) {
      int row = LONGEST_ROW;
      while (pixels % row != 0) {
        row--;
      }
      return row;
    }

    private static boolean isPlain(Conv2dSpec spec) {
      return spec.kernelHeight() == 1 && spec.kernelWidth() == 1 && spec.stride() == 1;
    }

    /** Over a copy of x with its padding, a row of taps is one run. */
    View padded(ConvGeometry geometry) {
      return new View(
          images,
          geometry.height(),
          geometry.width(),
          channels,
          channels * tapsWidth,
          outHeight,
          outWidth,
          outChannels,
          stride,
          tapsHeight,
          1,
          0,
          0);
    }

    int[] in() {
      return new int[] {height, width, channels, run};
    }

    int[] out() {
      return new int[] {outHeight, outWidth, outChannels, stride};
    }

    int[] taps() {
      return new int[] {tapsHeight, tapsWidth, padHeight, padWidth};
    }

    int tapCount() {
      return tapsHeight * tapsWidth;
    }

    /** Tiles of dw in the rung below the vectorised one, which are of one tap each. */
    long tiles(KernelVariant variant) {
      return (long) blocks(outChannels, variant.parameter("BN"))
          * blocks(run, variant.parameter("BM"))
          * tapCount();
    }

    /** Tiles of dw in the vectorised rung, whose rows are those of all taps. */
    long vectorisedTiles(KernelVariant variant) {
      return (long) blocks(outChannels, variant.parameter("BN"))
          * blocks((long) tapCount() * run, variant.parameter("BM"));
    }

    int pixels() {
      return rows() * outWidth;
    }

    /** Rows of output pixels. */
    int rows() {
      return images * outHeight;
    }

    /** Floats of x and dy that belong to one row of output pixels. */
    long rowFloats() {
      return (long) stride * width * channels + (long) outWidth * outChannels;
    }
  }

  /** Rows of one product: the channels of a tap, or of a row of taps where channels are few. */
  static int runLength(Conv2dSpec spec) {
    return readsRows(spec) ? spec.inChannels() * spec.kernelWidth() : spec.inChannels();
  }

  private static boolean readsRows(Conv2dSpec spec) {
    return spec.inChannels() < FEW_CHANNELS && spec.kernelWidth() > 1;
  }

  /** Groups of a launch of the vectorised rung that splits the pixels as often as it may. */
  static long mostGroups(KernelVariant variant, Conv2dSpec spec) {
    View view = View.of(spec);
    return view.vectorisedTiles(variant) * mostParts(variant, view);
  }

  /** Estimate for the vectorised rung, see {@link WinogradCost}. */
  static double vectorisedCost(DeviceLimits limits, KernelVariant variant, Conv2dSpec spec) {
    View view = View.of(spec);
    long tiles = view.vectorisedTiles(variant);
    int parts = parts(limits, variant, view, tiles);
    return WinogradCost.products(limits, variant, tiles * parts, blocks(view.pixels(), parts));
  }

  /** Parts that give a GPU enough groups. */
  private static int parts(DeviceLimits limits, KernelVariant variant, View view, long tiles) {
    long wanted = (long) limits.computeUnits() * GROUPS_PER_UNIT;
    return (int) Math.max(1, Math.min(mostParts(variant, view), wanted / tiles));
  }

  /** Parts of which each is long beside the time in which its tiles are first filled. */
  private static int mostParts(KernelVariant variant, View view) {
    return Math.min(MOST_PARTS, blocks(view.pixels(), 16 * variant.parameter("BK")));
  }

  void run(KernelVariant variant, Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    View view = View.of(spec);
    if (readsRows(spec) && !ConvVariants.isVectorised(variant)) {
      ConvGeometry geometry = ConvGeometry.forward(spec);
      try (Scratch copy = Padding.copy(runtime, spec.layer(), geometry, x)) {
        run(variant, spec, view.padded(geometry.padded()), copy, dy, dw);
      }
    } else {
      run(variant, spec, view, x, dy, dw);
    }
  }

  private void run(
      KernelVariant variant, Conv2dSpec spec, View view, Object x, Tensor dy, Tensor dw) {
    if (variant.path().equals(ConvVariants.CPU_WEIGHT_GRADIENT)) {
      onProcessor(variant, spec, view, x, dy, dw);
    } else {
      onGpu(variant, spec, view, x, dy, dw);
    }
  }

  private void onProcessor(
      KernelVariant variant, Conv2dSpec spec, View view, Object x, Tensor dy, Tensor dw) {
    RegisterTile tile =
        RegisterTile.of(variant).within(view.run(), view.outChannels()).evened(view.run());
    int deep = blocks(view.run(), tile.rows()) * view.tapCount();
    Split split = split(view, deep, spec.filter().elements());
    int tiles = deep * blocks(view.outChannels(), tile.columns());
    boolean fetches =
        split.parts() > 1 && view.rowFloats() >= FETCHED_FLOATS * tiles * view.outWidth();
    Kernel kernel =
        runtime.kernel(ConvVariants.cpu(variant.path(), tile).with("FETCHED", fetches ? 1 : 0));
    WorkSize size = WorkSize.of(split.shares(), split.parts());
    int[] rows = {
      view.rows(), (int) Math.max(1, CACHED_BYTES / (DataType.BYTES * view.rowFloats()))
    };
    if (split.parts() == 1) {
      kernel.launch(spec.layer(), size, view.in(), view.out(), view.taps(), rows, x, dy, dw);
      return;
    }
    int count = (int) spec.filter().elements();
    long sums = (long) split.parts() * count;
    try (Scratch partials = runtime.scratch(Elements.count(spec.layer(), sums))) {
      kernel.launch(spec.layer(), size, view.in(), view.out(), view.taps(), rows, x, dy, partials);
      Partials.add(runtime, spec.layer(), count, split.parts(), partials, dw);
    }
  }

  /** How a launch on a processor is cut: shares of the rows of dw times parts of the pixels. */
  private record Split(int shares, int parts) {}

  /**
   * Parts where their sums are small beside x and dy, else a share for each compute unit: every
   * share reads x and dy again, and waits for them where they come from beyond its own caches.
   *
   * @param deep rows of tiles
   * @param filter elements of dw
   */
  private Split split(View view, int deep, long filter) {
    int units = runtime.limits().computeUnits();
    long small = view.rows() * view.rowFloats() / (SUMS_FRACTION * filter);
    int parts = (int) Math.min(Math.min(view.rows(), PARTS_PER_UNIT * units), small);
    if (parts >= 2 * units) {
      return new Split(1, parts);
    }
    int shares = Math.min(deep, units);
    return new Split(shares, Math.max(1, Math.min(parts, units / shares)));
  }

  private void onGpu(
      KernelVariant variant, Conv2dSpec spec, View view, Object x, Tensor dy, Tensor dw) {
    boolean vectorised = ConvVariants.isVectorised(variant);
    long groups = vectorised ? view.vectorisedTiles(variant) : view.tiles(variant);
    int parts = parts(runtime.limits(), variant, view, groups);
    int count = (int) spec.filter().elements();
    try (Scratch partials = runtime.scratch(Elements.count(spec.layer(), (long) parts * count))) {
      runtime
          .kernel(variant)
          .launch(
              spec.layer(),
              vectorised
                  ? WorkSize.of(groups * parts * variant.groupItems())
                  : WorkSize.of(
                      blocks(view.outChannels(), variant.parameter("RN")),
                      blocks(view.run(), variant.parameter("RM")),
                      (long) view.tapCount() * parts),
              view.in(),
              view.out(),
              view.taps(),
              view.pixels(),
              parts,
              x,
              dy,
              partials);
      Partials.add(runtime, spec.layer(), count, parts, partials, dw);
    }
  }
}
