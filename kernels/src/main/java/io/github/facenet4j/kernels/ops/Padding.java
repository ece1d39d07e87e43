package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;

/** Copies of maps with zeros around them. */
final class Padding {
  private Padding() {}

  /** The source as {@link ConvGeometry#padded} expects it. */
  static Scratch copy(KernelRuntime runtime, String layer, ConvGeometry geometry, Tensor source) {
    ConvGeometry padded = geometry.padded();
    long pixels = (long) geometry.images() * padded.height() * padded.width();
    Scratch copy = runtime.scratch(Elements.count(layer, pixels * geometry.channels()));
    runtime
        .kernel(KernelVariant.of("conv2d/pad.cl").group(1, 1))
        .launch(
            layer,
            WorkSize.of(padded.height(), geometry.images()),
            new int[] {geometry.height(), geometry.width(), padded.height(), padded.width()},
            new int[] {geometry.paddedTop(), geometry.paddedLeft()},
            geometry.channels(),
            source,
            copy);
    return copy;
  }
}
