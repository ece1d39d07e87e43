package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.List;

/**
 * The triplet loss: two or three launches forward, one or two back, nothing read in between; {@code
 * loss/*.cl}.
 *
 * <p>A forced rung decides the backward pass and, with it, how many lanes share an anchor in the
 * forward pass.
 */
final class FusedTripletLoss {
  static final String FAMILY = Families.LOSS;

  private static final int SUMS = 5;
  private static final int STATISTICS_GROUP = 64;
  private static final int LARGE_STATISTICS_GROUP = 256; // where the rung's own group is as large
  private static final int NORMS_GROUP = 16;
  private static final int ROWS_OF_A_BLOCK = 32;
  private static final KernelVariant BLOCKS =
      KernelVariant.of("loss/cpu_02_blocks.cl").with("VECTOR", 16).group(1);

  private static final KernelVariant OCCUPIED = KernelVariant.of("loss/occupied.cl").group(1);

  private static final int LANES_OF_A_SLOT = 8;
  private static final int SLOTS_AT_ONCE = 16;
  private static final KernelVariant ANCHOR_HINGES = hingesOfAnAnchor("loss/anchor_hinges.cl");
  private static final KernelVariant MINED_HINGES = hingesOfAnAnchor("loss/mined_hinges.cl");
  static final KernelVariant SPARSE = sparse(32, 4, 2, 1024);

  /** Lowest rung first. */
  static final List<KernelVariant> VARIANTS = List.of(rows(1), rows(32), rows(64), SPARSE, BLOCKS);

  private final KernelRuntime runtime;
  private final VariantChoices choices;

  FusedTripletLoss(KernelRuntime runtime, VariantChoices choices) {
    this.runtime = runtime;
    this.choices = choices;
  }

  private static KernelVariant hingesOfAnAnchor(String path) {
    return KernelVariant.of(path)
        .with("LANES", LANES_OF_A_SLOT)
        .with("ROWS", SLOTS_AT_ONCE)
        .group(LANES_OF_A_SLOT, SLOTS_AT_ONCE)
        .localMemory(SLOTS_AT_ONCE * (8L * LANES_OF_A_SLOT + 4L * SUMS));
  }

  private static KernelVariant rows(int lanes) {
    return KernelVariant.of("loss/01_rows.cl")
        .with("LANES", lanes)
        .with("VECTOR", 4)
        .group(lanes)
        .localMemory(8L * lanes);
  }

  private static KernelVariant sparse(int lanes, int owned, int slices, int chunk) {
    int teams = owned * slices;
    return KernelVariant.of("loss/02_sparse.cl")
        .with("LANES", lanes)
        .with("ROWS", teams)
        .with("OWNED", owned)
        .with("CHUNK", chunk)
        .group(lanes, teams)
        .localMemory(owned * (6L * chunk + chunk / 8 + 36) + 20L * teams * lanes);
  }

  private KernelVariant chosen(L2NormSpec rows) {
    DeviceLimits limits = runtime.limits();
    return choices.choose(
        FAMILY,
        VARIANTS,
        variant -> hasRoom(variant, limits, rows.rows()),
        () -> ShapeClass.of(FAMILY, rows),
        () -> defaultFor(limits, rows.rows()));
  }

  /** Whether the forward pass that belongs to a rung can hold a row. */
  private static boolean hasRoom(KernelVariant variant, DeviceLimits limits, int batch) {
    return !variant.equals(SPARSE) || LocalRow.in(ANCHOR_HINGES, batch).fits(limits);
  }

  static KernelVariant defaultFor(DeviceLimits limits, int batch) {
    List<KernelVariant> preferred =
        limits.isCpu() ? List.of(BLOCKS) : List.of(SPARSE, rows(64), rows(32), rows(1));
    return preferred.stream()
        .filter(v -> v.fits(limits) && hasRoom(v, limits, batch))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Whether {@code loss/mined_hinges.cl} is to compute a loss: as the part of rung 2 that it is.
   */
  boolean canMine(TripletSpec spec) {
    DeviceLimits limits = runtime.limits();
    KernelVariant kernel = LocalRow.in(MINED_HINGES, spec.batch());
    return chosen(spec.rows()).equals(SPARSE)
        && kernel
            .localMemory(kernel.localMemoryBytes() + NegativeSelection.BUCKETS_BYTES)
            .fits(limits);
  }

  /** Selection, hinges and statistics in two launches; see {@link #canMine}. */
  void mine(
      SelectionSpec selection,
      TripletSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    try (Scratch partial = runtime.scratch((long) SUMS * spec.batch())) {
      runtime
          .kernel(NegativeSelection.inBuckets(LocalRow.in(MINED_HINGES, spec.batch()), selection))
          .launch(
              spec.layer(),
              WorkSize.of(LANES_OF_A_SLOT, (long) spec.batch() * SLOTS_AT_ONCE),
              spec.batch(),
              spec.embedding(),
              selection.margin(),
              spec.margin(),
              spec.epsilon(),
              distances,
              labels,
              x,
              slots.pairStart(),
              slots.pairPositive(),
              slots.negatives(),
              inverseNorms,
              coefficients,
              partial);
      statistics(LARGE_STATISTICS_GROUP, spec, partial, statistics);
    }
  }

  void forward(
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    KernelVariant rung = chosen(spec.rows());
    try (Scratch partial = runtime.scratch((long) SUMS * spec.batch())) {
      if (rung.equals(SPARSE)) {
        anchorHinges(spec, x, slots, inverseNorms, coefficients, partial);
      } else {
        int vector = rung.parameter("VECTOR");
        inverseNorms(vector, spec, x, inverseNorms);
        int lanes = (int) rung.groupItems();
        hinges(lanes, vector, spec, x, slots, inverseNorms, coefficients, partial);
      }
      int group = rung.equals(SPARSE) ? LARGE_STATISTICS_GROUP : STATISTICS_GROUP;
      statistics(group, spec, partial, statistics);
    }
  }

  private void statistics(int group, TripletSpec spec, Scratch partial, Tensor statistics) {
    runtime
        .kernel(
            KernelVariant.of("loss/statistics.cl")
                .with("GROUP", group)
                .with("DIVISOR", divisor(spec))
                .group(group)
                .localMemory((long) SUMS * group * Float.BYTES))
        .launch(spec.layer(), WorkSize.of(group), spec.batch(), partial, statistics);
  }

  private void anchorHinges(
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Scratch partial) {
    runtime
        .kernel(LocalRow.in(ANCHOR_HINGES, spec.batch()))
        .launch(
            spec.layer(),
            WorkSize.of(LANES_OF_A_SLOT, (long) spec.batch() * SLOTS_AT_ONCE),
            spec.batch(),
            spec.embedding(),
            spec.margin(),
            spec.epsilon(),
            x,
            slots.pairStart(),
            slots.pairPositive(),
            slots.negatives(),
            inverseNorms,
            coefficients,
            partial);
  }

  private void inverseNorms(int vector, TripletSpec spec, Tensor x, Tensor inverseNorms) {
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
    KernelVariant rung = chosen(rows);
    if (rung.equals(BLOCKS)) {
      backwardInBlocks(rows, x, inverseNorms, coefficients, statistics, dx);
      return;
    }
    WorkSize size =
        rung.equals(SPARSE)
            ? WorkSize.of(
                rung.parameter("LANES"),
                (long) blocks(rows.rows(), rung.parameter("OWNED")) * rung.parameter("ROWS"))
            : WorkSize.of(rows.rows() * rung.groupItems());
    runtime
        .kernel(rung, VARIANTS)
        .launch(
            rows.layer(),
            size,
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
