package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;

/**
 * Depthwise convolution, vectorised over channels: memory-bound, so one kernel a pass serves both
 * device types, whole rows per work-item on processors and single pixels on GPUs.
 */
final class DepthwiseConv {
  /** x and dy of a part of the weight gradient on GPUs. */
  private static final long PART_BYTES = 256 << 10;

  /** Parts of the weight gradient a compute unit: they even out delays. */
  private static final int PARTS_OF_A_UNIT = 8;

  /** Float sums of longer parts would lose accuracy. */
  private static final int MOST_ROWS_OF_A_PART = 256;

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
    kernel("forward", layout, spec, layout.streams(spec.output().elements(), target))
        .launch(
            spec.layer(),
            layout.pixelSize(spec.inChannels(), spec.outWidth(), rows),
            new int[] {spec.height(), spec.width(), spec.inChannels(), 0},
            new int[] {spec.outHeight(), spec.outWidth(), layout.span(spec.outWidth()), rows},
            pad(spec),
            target.argument(),
            x,
            w,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            y);
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    Geometry layout = geometry.forChannels(spec.inChannels());
    int rows = spec.batch() * spec.height();
    int stream = layout.streams(spec.input().elements(), Target.of(spec.inChannels()));
    kernel("data_gradient", layout, spec, stream)
        .launch(
            spec.layer(),
            layout.pixelSize(spec.inChannels(), spec.width(), rows),
            new int[] {spec.height(), spec.width(), spec.inChannels(), 0},
            new int[] {spec.outHeight(), spec.outWidth(), layout.span(spec.width()), rows},
            pad(spec),
            dy,
            w,
            dx);
  }

  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    Geometry layout = geometry.forChannels(spec.inChannels());
    int rows = spec.batch() * spec.outHeight();
    int perPart = rowsOfPart(layout, spec, rows);
    int parts = blocks(rows, perPart);
    int count = spec.kernelHeight() * spec.kernelWidth() * spec.inChannels();
    try (Scratch partials = runtime.scratch((long) parts * count)) {
      kernel("weight_gradient", layout, spec, 0)
          .launch(
              spec.layer(),
              layout.pixelSize(
                  spec.inChannels(), layout.streamed() ? 1 : spec.kernelHeight(), parts),
              new int[] {spec.height(), spec.width(), spec.inChannels(), perPart},
              new int[] {spec.outHeight(), spec.outWidth(), rows, 0},
              pad(spec),
              x,
              dy,
              partials);
      Partials.add(runtime, spec.layer(), count, parts, partials, dw);
    }
  }

  /**
   * Processors take few long parts, whose sums are added soon; GPUs many, whose rows stay in a
   * cache while the rows of taps read them.
   */
  private static int rowsOfPart(Geometry layout, Conv2dSpec spec, int rows) {
    if (layout.streamed()) {
      int wanted = blocks(rows, PARTS_OF_A_UNIT * layout.computeUnits());
      return Math.min(MOST_ROWS_OF_A_PART, wanted);
    }
    long rowBytes =
        4L * spec.inChannels() * (spec.outWidth() + (long) spec.stride() * spec.width());
    return (int) Math.max(1, Math.min(rows, PART_BYTES / rowBytes));
  }

  private Kernel kernel(String pass, Geometry layout, Conv2dSpec spec, int stream) {
    int height = spec.kernelHeight();
    int width = spec.kernelWidth();
    int stride = spec.stride();
    int whole = layout.whole(spec.inChannels());
    return kernels.get(
        Geometry::byPixel,
        layout,
        "depthwise/" + pass + ".cl",
        (((height << 8) + width << 8) + stride << 2) + whole * 2 + stream,
        variant ->
            variant
                .with("KH", height)
                .with("KW", width)
                .with("S", stride)
                .with("WHOLE", whole)
                .with("STREAM", stream));
  }

  private static int[] pad(Conv2dSpec spec) {
    return new int[] {spec.padHeight(), spec.padWidth()};
  }
}
