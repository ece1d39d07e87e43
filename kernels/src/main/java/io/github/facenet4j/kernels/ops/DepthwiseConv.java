package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;

/**
 * Depthwise convolution, vectorised over channels: memory-bound, so one kernel a pass serves both
 * device types, whole rows per work-item on processors and single pixels on GPUs.
 */
final class DepthwiseConv {
  /** x and dy of one part of the weight gradient stay in a cache while every tap reads them. */
  private static final long PART_BYTES = 256 << 10;

  private final KernelRuntime runtime;
  private final KernelMemo kernels;
  private final Geometry geometry;

  /**
   * The geometry's vectors are narrowed to the device's registers, which hold the filter's taps.
   */
  DepthwiseConv(KernelRuntime runtime, Geometry geometry) {
    this.runtime = runtime;
    this.kernels = new KernelMemo(runtime);
    this.geometry = geometry.narrowed(runtime.limits().vectorWidth());
  }

  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Target target, Tensor y) {
    Geometry layout = geometry.forChannels(spec.inChannels());
    int rows = spec.batch() * spec.outHeight();
    forwardKernel(layout, spec)
        .launch(
            spec.layer(),
            layout.pixelSize(spec.inChannels(), spec.outWidth(), rows),
            in(spec),
            new int[] {spec.outHeight(), spec.outWidth(), layout.span(spec.outWidth()), rows},
            new int[] {spec.padHeight(), spec.padWidth()},
            target.argument(),
            x,
            w,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            y);
  }

  private Kernel forwardKernel(Geometry layout, Conv2dSpec spec) {
    int height = spec.kernelHeight();
    int width = spec.kernelWidth();
    int whole = layout.whole(spec.inChannels());
    return kernels.get(
        Geometry::byPixel,
        layout,
        "depthwise/forward.cl",
        (height << 16) + width * 2 + whole,
        variant -> variant.with("KH", height).with("KW", width).with("WHOLE", whole));
  }

  /** A work-item takes one vector of channels. */
  private Kernel gradientKernel(String pass) {
    return kernels.get(Geometry::byVector, geometry, "depthwise/" + pass + ".cl");
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    int span = geometry.span(spec.width());
    int rows = spec.batch() * spec.height();
    gradientKernel("data_gradient")
        .launch(
            spec.layer(),
            WorkSize.of(
                blocks(spec.inChannels(), geometry.vector()), blocks(spec.width(), span), rows),
            in(spec),
            new int[] {spec.outHeight(), spec.outWidth(), span, rows},
            taps(spec),
            dy,
            w,
            dx);
  }

  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    int rows = spec.batch() * spec.outHeight();
    long rowBytes =
        4L * spec.inChannels() * (spec.outWidth() + (long) spec.stride() * spec.width());
    int perPart = (int) Math.max(1, Math.min(rows, PART_BYTES / rowBytes));
    int parts = blocks(rows, perPart);
    int taps = spec.kernelHeight() * spec.kernelWidth();
    int count = taps * spec.inChannels();
    try (Scratch partials = runtime.scratch((long) parts * count)) {
      gradientKernel("weight_gradient")
          .launch(
              spec.layer(),
              WorkSize.of(blocks(spec.inChannels(), geometry.vector()), taps, parts),
              in(spec),
              new int[] {spec.outHeight(), spec.outWidth(), perPart, rows},
              taps(spec),
              x,
              dy,
              partials);
      Partials.add(runtime, spec.layer(), count, parts, partials, dw);
    }
  }

  private static int[] in(Conv2dSpec spec) {
    return new int[] {spec.height(), spec.width(), spec.inChannels(), spec.stride()};
  }

  private static int[] taps(Conv2dSpec spec) {
    return new int[] {spec.kernelHeight(), spec.kernelWidth(), spec.padHeight(), spec.padWidth()};
  }
}
