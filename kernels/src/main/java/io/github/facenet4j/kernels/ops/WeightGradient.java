package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * The dense weight gradient above the naive rung.
 *
 * <p>Scratch memory: for few channels a padded copy of x; on GPUs the partial sums.
 */
final class WeightGradient {
  /** Fewer channels than a tile has rows are read as runs over a row of taps. */
  private static final int FEW_CHANNELS = 12;

  /** x and dy of one launch on a processor: half of a typical second-level cache. */
  private static final long CHUNK_BYTES = 512 << 10;

  /** Groups per compute unit that a GPU launch aims at, and the most parts it makes. */
  private static final int GROUPS_PER_UNIT = 8;

  private static final int MOST_PARTS = 64;

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
        int pixels = spec.height() * spec.width();
        return new View(
            spec.batch(),
            1,
            pixels,
            spec.inChannels(),
            spec.inChannels(),
            1,
            pixels,
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

    long imageBytes() {
      return 4L * ((long) height * width * channels + (long) outHeight * outWidth * outChannels);
    }
  }

  /** Rows of one product: the channels of a tap, or of a row of taps where channels are few. */
  static int runLength(Conv2dSpec spec) {
    return readsRows(spec) ? spec.inChannels() * spec.kernelWidth() : spec.inChannels();
  }

  private static boolean readsRows(Conv2dSpec spec) {
    return spec.inChannels() < FEW_CHANNELS && spec.kernelWidth() > 1;
  }

  void run(KernelVariant variant, Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    View view = View.of(spec);
    if (readsRows(spec)) {
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
    RegisterTile tile = RegisterTile.of(variant).within(view.run(), view.outChannels());
    WorkSize size =
        WorkSize.of(
            blocks(view.outChannels(), tile.columns()),
            blocks(view.run(), tile.rows()),
            view.tapCount());
    int perChunk = (int) Math.max(1, CHUNK_BYTES / view.imageBytes());
    int chunks = blocks(view.images(), perChunk);
    for (int q = 0; q < chunks; q++) {
      int[] images = {view.images() * q / chunks, view.images() * (q + 1) / chunks};
      runtime
          .kernel(ConvVariants.cpu(variant.path(), tile))
          .launch(spec.layer(), size, view.in(), view.out(), view.taps(), images, x, dy, dw);
    }
  }

  private void onGpu(
      KernelVariant variant, Conv2dSpec spec, View view, Object x, Tensor dy, Tensor dw) {
    int columns = blocks(view.outChannels(), variant.parameter("BN"));
    int rows = blocks(view.run(), variant.parameter("BM"));
    int pixels = view.images() * view.outHeight() * view.outWidth();
    long groups = (long) columns * rows * view.tapCount();
    long wanted = (long) runtime.limits().computeUnits() * GROUPS_PER_UNIT;
    int longest = blocks(pixels, 16 * variant.parameter("BK"));
    int parts = (int) Math.max(1, Math.min(Math.min(MOST_PARTS, longest), wanted / groups));
    int count = (int) spec.filter().elements();
    try (Scratch partials = runtime.scratch(Elements.count(spec.layer(), (long) parts * count))) {
      runtime
          .kernel(variant)
          .launch(
              spec.layer(),
              WorkSize.of(
                  blocks(view.outChannels(), variant.parameter("RN")),
                  blocks(view.run(), variant.parameter("RM")),
                  (long) view.tapCount() * parts),
              view.in(),
              view.out(),
              view.taps(),
              pixels,
              parts,
              x,
              dy,
              partials);
      Partials.add(runtime, spec.layer(), count, parts, partials, dw);
    }
  }
}
