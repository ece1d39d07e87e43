package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchHardSpec;

/** The farthest positive and the nearest negative of every face: {@code triplet/batch_hard.cl}. */
final class BatchHardSelection {
  private static final int GPU_GROUP = 64;

  private final KernelRuntime runtime;

  BatchHardSelection(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** Fills the slots; the spec has checked the operands. */
  void select(
      BatchHardSpec spec, Tensor distances, Tensor labels, Tensor positives, Tensor negatives) {
    int group = runtime.limits().isCpu() ? 1 : GPU_GROUP;
    KernelVariant variant =
        KernelVariant.of("triplet/batch_hard.cl")
            .with("GROUP", group)
            .group(group)
            .localMemory(4L * group * Integer.BYTES);
    runtime
        .kernel(variant)
        .launch(
            spec.layer(),
            WorkSize.of((long) spec.batch() * group),
            spec.batch(),
            distances,
            labels,
            positives,
            negatives);
  }
}
