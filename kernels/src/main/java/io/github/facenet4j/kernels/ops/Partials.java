package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;

/** Sums of partial results in a fixed order, in place of atomics. */
final class Partials {
  private static final KernelVariant ADD = KernelVariant.of("common/add_partials.cl").group(64);

  private Partials() {}

  /** total [count] += Σ over parts of partials [parts, count]. */
  static void add(
      KernelRuntime runtime, String layer, int count, int parts, Scratch partials, Tensor total) {
    runtime.kernel(ADD).launch(layer, WorkSize.of(count), count, parts, partials, total);
  }
}
