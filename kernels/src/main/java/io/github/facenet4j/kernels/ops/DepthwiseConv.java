package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
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

  private static final int GPU_VECTOR = 4;

  private final KernelRuntime runtime;
  private final int vector;

  DepthwiseConv(KernelRuntime runtime) {
    this.runtime = runtime;
    this.vector =
        runtime.limits().isCpu()
            ? runtime.limits().vectorWidth() >= 16
                ? 16
                : runtime.limits().vectorWidth() >= 8 ? 8 : 4
            : GPU_VECTOR;
  }

  private Kernel kernel(String pass) {
    KernelVariant variant = KernelVariant.of("depthwise/" + pass + ".cl").with("VECTOR", vector);
    return runtime.kernel(runtime.limits().isCpu() ? variant.group(1, 1, 1) : onGpu(variant));
  }

  private KernelVariant onGpu(KernelVariant variant) {
    KernelVariant wide = variant.group(16, 4, 1);
    return wide.fits(runtime.limits()) ? wide : variant.group(1, 1, 1);
  }

  private int span(int columns) {
    return runtime.limits().isCpu() ? columns : 1;
  }

  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Target target, Tensor y) {
    int span = span(spec.outWidth());
    int rows = spec.batch() * spec.outHeight();
    kernel("forward")
        .launch(
            spec.layer(),
            WorkSize.of(blocks(spec.inChannels(), vector), blocks(spec.outWidth(), span), rows),
            in(spec),
            new int[] {spec.outHeight(), spec.outWidth(), span, rows},
            taps(spec),
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
    int span = span(spec.width());
    int rows = spec.batch() * spec.height();
    kernel("data_gradient")
        .launch(
            spec.layer(),
            WorkSize.of(blocks(spec.inChannels(), vector), blocks(spec.width(), span), rows),
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
      kernel("weight_gradient")
          .launch(
              spec.layer(),
              WorkSize.of(blocks(spec.inChannels(), vector), taps, parts),
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
