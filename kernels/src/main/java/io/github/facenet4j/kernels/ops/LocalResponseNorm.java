package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.LrnSpec;

/** Local response normalisation: a group holds a row in local memory. */
final class LocalResponseNorm {
  private static final float THREE_QUARTERS = 0.75f;

  private final KernelRuntime runtime;
  private final Geometry geometry;

  LocalResponseNorm(KernelRuntime runtime, Geometry geometry) {
    this.runtime = runtime;
    this.geometry = geometry;
  }

  void forward(LrnSpec spec, Tensor x, Tensor y) {
    checkSizes(spec);
    runtime
        .kernel(kernel("norm/lrn_forward.cl", spec, 1))
        .launch(
            spec.layer(),
            WorkSize.of(geometry.lanes(), spec.rows()),
            spec.channels(),
            spec.size(),
            spec.alpha() / spec.size(),
            spec.beta(),
            spec.k(),
            x,
            y);
  }

  void backward(LrnSpec spec, Tensor x, Tensor dy, Tensor dx) {
    checkSizes(spec);
    double factor = 2.0 * spec.alpha() * spec.beta() / spec.size();
    runtime
        .kernel(kernel("norm/lrn_backward.cl", spec, 3))
        .launch(
            spec.layer(),
            WorkSize.of(geometry.lanes(), spec.rows()),
            spec.channels(),
            spec.size(),
            spec.alpha() / spec.size(),
            spec.beta(),
            spec.k(),
            (float) factor,
            x,
            dy,
            dx);
  }

  /** Capacities are powers of two, so that a few compiled kernels serve all layers. */
  private KernelVariant kernel(String path, LrnSpec spec, int buffers) {
    int vector = geometry.forChannels(spec.channels()).vector();
    int reach = WorkSize.blocks(Math.max(1, spec.size() / 2), vector) * vector;
    int capacity = vector;
    while (capacity < spec.channels()) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("LANES", geometry.lanes())
        .with("CAPACITY", capacity)
        .with("REACH", reach)
        .with("THREE_QUARTERS", spec.beta() == THREE_QUARTERS ? 1 : 0)
        .group(geometry.lanes(), 1)
        .localMemory((capacity + 2L * reach) * buffers * Float.BYTES);
  }

  private static void checkSizes(LrnSpec spec) {
    Elements.count(spec.layer(), (long) spec.rows() * spec.channels());
  }
}
