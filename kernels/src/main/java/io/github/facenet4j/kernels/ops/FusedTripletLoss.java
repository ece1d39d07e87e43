package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.List;

/**
 * The triplet loss: three launches forward, one or two back, nothing read in between; {@code
 * loss/*.cl}.
 *
 * <p>A forced rung decides the backward pass and, with it, how many lanes share an anchor in the
 * forward pass.
 */
final class FusedTripletLoss {
  static final String FAMILY = "loss";

  private static final int SUMS = 5;
  private static final int STATISTICS_GROUP = 64;
  private static final int NORMS_GROUP = 16;
  private static final int ROWS_OF_A_BLOCK = 32;
  private static final KernelVariant BLOCKS =
      KernelVariant.of("loss/cpu_02_blocks.cl").with("VECTOR", 16).group(1);

  private static final KernelVariant OCCUPIED = KernelVariant.of("loss/occupied.cl").group(1);

  /** Lowest rung first. */
  static final List<KernelVariant> VARIANTS = List.of(rows(1), rows(32), rows(64), BLOCKS);

  private final KernelRuntime runtime;
  private final VariantChoices choices;

  FusedTripletLoss(KernelRuntime runtime, VariantChoices choices) {
    this.runtime = runtime;
    this.choices = choices;
  }

  private static KernelVariant rows(int lanes) {
    return KernelVariant.of("loss/01_rows.cl")
        .with("LANES", lanes)
        .with("VECTOR", 4)
        .group(lanes)
        .localMemory(8L * lanes);
  }

  private KernelVariant chosen() {
    return choices.forced(FAMILY, VARIANTS).orElseGet(() -> defaultFor(runtime.limits()));
  }

  private static KernelVariant defaultFor(DeviceLimits limits) {
    List<KernelVariant> preferred =
        limits.isCpu() ? List.of(BLOCKS) : List.of(rows(64), rows(32), rows(1));
    return preferred.stream().filter(v -> v.fits(limits)).findFirst().orElseThrow();
  }

  void forward(
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    KernelVariant rung = chosen();
    int vector = rung.parameter("VECTOR");
    runtime
        .kernel(
            KernelVariant.of("loss/inverse_norms.cl")
                .with("GROUP", NORMS_GROUP)
                .with("VECTOR", vector)
                .group(NORMS_GROUP))
        .launch(
            spec.layer(),
            WorkSize.of(spec.batch()),
            spec.batch(),
            spec.embedding(),
            spec.epsilon(),
            x,
            inverseNorms);
    try (Scratch partial = runtime.scratch((long) SUMS * spec.batch())) {
      hinges((int) rung.groupItems(), vector, spec, x, slots, inverseNorms, coefficients, partial);
      runtime
          .kernel(
              KernelVariant.of("loss/statistics.cl")
                  .with("GROUP", STATISTICS_GROUP)
                  .with("DIVISOR", divisor(spec))
                  .group(STATISTICS_GROUP)
                  .localMemory((long) SUMS * STATISTICS_GROUP * Float.BYTES))
          .launch(spec.layer(), WorkSize.of(STATISTICS_GROUP), spec.batch(), partial, statistics);
    }
  }

  private void hinges(
      int lanes,
      int vector,
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Scratch partial) {
    runtime
        .kernel(
            KernelVariant.of("loss/hinges.cl")
                .with("LANES", lanes)
                .with("VECTOR", vector)
                .group(lanes)
                .localMemory((2L + SUMS) * lanes * Float.BYTES))
        .launch(
            spec.layer(),
            WorkSize.of((long) spec.batch() * lanes),
            spec.batch(),
            spec.embedding(),
            spec.margin(),
            x,
            inverseNorms,
            slots.pairStart(),
            slots.pairPositive(),
            slots.negatives(),
            coefficients,
            partial);
  }

  /** The number by which {@code loss/statistics.cl} knows a reduction. */
  private static int divisor(TripletSpec spec) {
    return switch (spec.reduction()) {
      case SUM -> 0;
      case MEAN_SELECTED -> 1;
      case MEAN_ACTIVE -> 2;
    };
  }

  /** Of any loss of distances: C says what the loss makes of them. */
  void backward(
      L2NormSpec rows,
      Tensor x,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics,
      Tensor dx) {
    KernelVariant rung = chosen();
    if (rung.equals(BLOCKS)) {
      backwardInBlocks(rows, x, inverseNorms, coefficients, statistics, dx);
      return;
    }
    runtime
        .kernel(rung, VARIANTS)
        .launch(
            rows.layer(),
            WorkSize.of(rows.rows() * rung.groupItems()),
            rows.rows(),
            rows.columns(),
            rows.epsilon(),
            x,
            inverseNorms,
            coefficients,
            statistics,
            dx);
  }

  private void backwardInBlocks(
      L2NormSpec rows,
      Tensor x,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics,
      Tensor dx) {
    int batch = rows.rows();
    int words = blocks(batch, ROWS_OF_A_BLOCK);
    try (Scratch bits = runtime.scratchInts((long) batch * words)) {
      runtime.kernel(OCCUPIED).launch(rows.layer(), WorkSize.of(batch), batch, coefficients, bits);
      runtime
          .kernel(BLOCKS)
          .launch(
              rows.layer(),
              WorkSize.of(words),
              batch,
              rows.columns(),
              rows.epsilon(),
              x,
              inverseNorms,
              coefficients,
              bits,
              statistics,
              dx);
    }
  }
}
