package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.ContrastiveSpec;

/**
 * The supervised contrastive loss: two launches, nothing read in between. Its gradient is that of
 * every loss of distances, {@link FusedTripletLoss#backward}.
 */
final class ContrastiveLoss {
  private static final int SUMS = 7;
  private static final int LANES = 64;
  private static final KernelVariant ROWS =
      KernelVariant.of("loss/contrastive.cl")
          .with("LANES", LANES)
          .group(LANES)
          .localMemory((long) SUMS * LANES * Float.BYTES);
  private static final KernelVariant STATISTICS =
      KernelVariant.of("loss/contrastive_statistics.cl")
          .with("GROUP", LANES)
          .group(LANES)
          .localMemory((long) SUMS * LANES * Float.BYTES);

  private final KernelRuntime runtime;

  ContrastiveLoss(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  void forward(
      ContrastiveSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor coefficients,
      Tensor statistics) {
    int batch = spec.batch();
    float perDistance = (float) (1 / (2 * (double) spec.temperature()));
    try (Scratch partial = runtime.scratch((long) SUMS * batch)) {
      runtime
          .kernel(ROWS)
          .launch(
              spec.layer(),
              WorkSize.of((long) batch * LANES),
              batch,
              perDistance,
              distances,
              labels,
              coefficients,
              partial);
      runtime
          .kernel(STATISTICS)
          .launch(spec.layer(), WorkSize.of(LANES), batch, partial, statistics);
    }
  }
}
