package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.PoolSpec;

/** Pooling: a work-item, or a few lanes, for each pixel of the map that is written. */
public final class OpenClPoolOps implements PoolOps {
  private final KernelMemo kernels;
  private final Geometry geometry;

  /** With the layout that suits the device. */
  public OpenClPoolOps(KernelRuntime runtime) {
    this(runtime, Geometry.of(runtime.limits()));
  }

  /** With this layout. */
  public OpenClPoolOps(KernelRuntime runtime, Geometry geometry) {
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
  }

  @Override
  public void forward(PoolSpec spec, Tensor x, PlaceSpec place, Tensor whole, Tensor argmax) {
    spec.check(x, place, whole, argmax);
    checkSizes(spec);
    int rows = spec.batch() * spec.outHeight();
    Geometry layout = geometry.forChannels(spec.channels());
    forwardKernel(layout, spec, spec.kind() == PoolKind.MAX && argmax != null ? 1 : 0)
        .launch(
            spec.layer(),
            layout.pixelSize(spec.channels(), spec.outWidth(), rows),
            new int[] {spec.height(), spec.width(), spec.channels(), spec.stride()},
            new int[] {spec.outHeight(), spec.outWidth(), layout.span(spec.outWidth()), rows},
            spec.pad(),
            Target.of(place).argument(),
            x,
            whole,
            argmax);
  }

  @Override
  public void backward(PoolSpec spec, Tensor x, Tensor y, Tensor argmax, Tensor dy, Tensor dx) {
    spec.check(dx, dy);
    spec.checkSaved(x, y, argmax);
    checkSizes(spec);
    int rows = spec.batch() * spec.height();
    Geometry layout = geometry.forChannels(spec.channels());
    int stream = layout.streams(spec.input().elements(), Target.of(spec.channels()));
    backwardKernel(layout, spec, stream)
        .launch(
            spec.layer(),
            layout.pixelSize(spec.channels(), spec.width(), rows),
            new int[] {spec.height(), spec.width(), spec.channels(), spec.pad()},
            new int[] {spec.outHeight(), spec.outWidth(), layout.span(spec.width()), rows},
            x,
            y,
            argmax,
            dy,
            dx);
  }

  private static void checkSizes(PoolSpec spec) {
    Elements.count(spec.layer(), spec.input().elements());
    Elements.count(spec.layer(), spec.output().elements());
  }

  private Kernel forwardKernel(Geometry layout, PoolSpec spec, int argmax) {
    int kind = kind(spec);
    int whole = layout.whole(spec.channels());
    return kernels.get(
        Geometry::byPixel,
        layout,
        "pool/pool_forward.cl",
        (spec.kernel() * 2 + whole) * 6 + kind * 2 + argmax,
        variant ->
            variant
                .with("KIND", kind)
                .with("KERNEL", spec.kernel())
                .with("ARGMAX", argmax)
                .with("WHOLE", whole));
  }

  private Kernel backwardKernel(Geometry layout, PoolSpec spec, int stream) {
    int kind = kind(spec);
    int whole = layout.whole(spec.channels());
    return kernels.get(
        Geometry::byPixel,
        layout,
        "pool/pool_backward.cl",
        (((spec.kernel() << 12) + spec.stride()) * 2 + whole) * 6 + 2 * kind + stream,
        variant ->
            variant
                .with("KIND", kind)
                .with("KERNEL", spec.kernel())
                .with("STRIDE", spec.stride())
                .with("WHOLE", whole)
                .with("STREAM", stream));
  }

  private static int kind(PoolSpec spec) {
    return switch (spec.kind()) {
      case MAX -> 0;
      case AVERAGE -> 1;
      case L2 -> 2;
    };
  }
}
