package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;

/** Filters as panels of columns, which products stream; kept until the filter changes. */
final class FilterPanels {
  private FilterPanels() {}

  /** What panels depend on beside the filter's values. */
  private record Form(
      int width,
      int zeros,
      int kernelHeight,
      int kernelWidth,
      int inChannels,
      int outChannels,
      FilterTaps taps) {}

  /**
   * The taps as panels {@code [⌈columns/width⌉][tap][row][width]}, see {@code
   * conv2d/pack_filter.cl}.
   *
   * @param taps at least one
   * @param rows channels that a product sums over, for each tap
   * @param columns channels of its result
   * @param width columns of a panel
   * @param zeros floats of 0 behind the panels
   */
  static Scratch of(
      KernelRuntime runtime,
      Conv2dSpec spec,
      FilterTaps taps,
      int rows,
      int columns,
      int width,
      int zeros,
      Tensor w) {
    int panels = blocks(columns, width);
    Form form =
        new Form(
            width,
            zeros,
            spec.kernelHeight(),
            spec.kernelWidth(),
            spec.inChannels(),
            spec.outChannels(),
            taps);
    return runtime.derived(
        w,
        form,
        (long) panels * width * taps.count() * rows + zeros,
        packed ->
            runtime
                .kernel(
                    KernelVariant.of("conv2d/pack_filter.cl")
                        .with("P", width)
                        .with("EXCHANGE", taps.isWholeFilterInOrder() ? 0 : 1)
                        .group(1, 1))
                .launch(
                    spec.layer(),
                    WorkSize.of(panels, taps.count()),
                    new int[] {
                      spec.kernelHeight(), spec.kernelWidth(), spec.inChannels(), spec.outChannels()
                    },
                    new int[] {taps.height(), taps.width()},
                    taps.argument(),
                    zeros,
                    w,
                    packed));
  }
}
