package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
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
    int pixels = spec.output().rows();
    Geometry layout = geometry.forChannels(spec.channels());
    kernel(layout, "pool/pool_forward.cl", spec, 0)
        .launch(
            spec.layer(),
            layout.rowSize(pixels),
            pixels,
            spec.height(),
            spec.width(),
            spec.channels(),
            spec.outHeight(),
            spec.outWidth(),
            spec.kernel(),
            spec.stride(),
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
    int pixels = spec.input().rows();
    Geometry layout = geometry.forChannels(spec.channels());
    int stream = layout.streams(spec.input().elements(), Target.of(spec.channels()));
    kernel(layout, "pool/pool_backward.cl", spec, stream)
        .launch(
            spec.layer(),
            layout.rowSize(pixels),
            pixels,
            spec.height(),
            spec.width(),
            spec.channels(),
            spec.outHeight(),
            spec.outWidth(),
            spec.kernel(),
            spec.stride(),
            spec.pad(),
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

  private Kernel kernel(Geometry layout, String path, PoolSpec spec, int stream) {
    int kind =
        switch (spec.kind()) {
          case MAX -> 0;
          case AVERAGE -> 1;
          case L2 -> 2;
        };
    return kernels.get(
        Geometry::byRow,
        layout,
        path,
        2 * kind + stream,
        variant -> variant.with("KIND", kind).with("STREAM", stream));
  }
}
