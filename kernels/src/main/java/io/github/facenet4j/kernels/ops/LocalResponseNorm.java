package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.LrnSpec;

/** Local response normalisation: a group holds a row in local memory. */
final class LocalResponseNorm {
  private static final float THREE_QUARTERS = 0.75f;

  /** Values in the rows that a group takes on processors. */
  private static final int GROUP_VALUES = 4096;

  private final KernelRuntime runtime;
  private final Geometry geometry;

  LocalResponseNorm(KernelRuntime runtime, Geometry geometry) {
    this.runtime = runtime;
    this.geometry = geometry;
  }

  void forward(LrnSpec spec, Tensor x, Tensor y) {
    checkSizes(spec);
    int span = span(spec);
    runtime
        .kernel(kernel("norm/lrn_forward.cl", spec, 2))
        .launch(
            spec.layer(),
            WorkSize.of(geometry.lanes(), WorkSize.blocks(spec.rows(), span)),
            spec.rows(),
            span,
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
    int span = span(spec);
    runtime
        .kernel(kernel("norm/lrn_backward.cl", spec, 6))
        .launch(
            spec.layer(),
            WorkSize.of(geometry.lanes(), WorkSize.blocks(spec.rows(), span)),
            spec.rows(),
            span,
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

  private int span(LrnSpec spec) {
    return geometry.streamed() ? Math.max(1, GROUP_VALUES / spec.channels()) : 1;
  }

  /** Capacities are powers of two, so that a few compiled kernels serve all layers. */
  private KernelVariant kernel(String path, LrnSpec spec, int buffers) {
    Geometry layout = geometry.forChannels(spec.channels());
    int vector = layout.vector();
    int reach = WorkSize.blocks(Math.max(1, spec.size() / 2), vector) * vector;
    int capacity = vector;
    while (capacity < spec.channels()) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    long elements = (long) spec.rows() * spec.channels();
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("WHOLE", layout.whole(spec.channels()))
        .with("LANES", geometry.lanes())
        .with("CAPACITY", capacity)
        .with("REACH", reach)
        .with("STREAM", layout.streams(elements, Target.of(spec.channels())))
        .with("THREE_QUARTERS", isThreeQuarters(spec) ? 1 : 0)
        .group(geometry.lanes(), 1)
        .localMemory((capacity + 2L * reach) * buffers * Float.BYTES);
  }

  private static boolean isThreeQuarters(LrnSpec spec) {
    return spec.beta() == THREE_QUARTERS && spec.k() >= Float.MIN_NORMAL;
  }

  private static void checkSizes(LrnSpec spec) {
    Elements.count(spec.layer(), (long) spec.rows() * spec.channels());
  }
}
