package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.List;

/** One negative for every anchor-positive pair: the ladder of {@code triplet/*.cl}. */
final class NegativeSelection {
  static final String FAMILY = Families.TRIPLET;

  private static final KernelVariant NAIVE =
      KernelVariant.of("triplet/01_naive.cl").with("GROUP", 64).group(64);
  private static final String GROUP_PATH = "triplet/02_group.cl";
  private static final int SLOTS_OF_A_SWEEP = 4;
  private static final KernelVariant VECTORISED =
      KernelVariant.of("triplet/cpu_02_vectorised.cl").group(1);
  private static final String BUCKETS_PATH = "triplet/03_buckets.cl";
  private static final int SLOTS_IN_BUCKETS = 64;
  static final long BUCKETS_BYTES = 16L * (SLOTS_IN_BUCKETS + 1);

  /** Lowest rung first. */
  static final List<KernelVariant> VARIANTS =
      List.of(
          NAIVE,
          group(1),
          group(64),
          group(128),
          buckets(64),
          buckets(128),
          buckets(256),
          VECTORISED);

  private final KernelRuntime runtime;
  private final VariantChoices choices;

  NegativeSelection(KernelRuntime runtime, VariantChoices choices) {
    this.runtime = runtime;
    this.choices = choices;
  }

  private static KernelVariant group(int items) {
    return KernelVariant.of(GROUP_PATH)
        .with("GROUP", items)
        .with("SLOTS", SLOTS_OF_A_SWEEP)
        .group(items)
        .localMemory((SLOTS_OF_A_SWEEP + 1L) * items * (Float.BYTES + Integer.BYTES));
  }

  private static KernelVariant buckets(int items) {
    return KernelVariant.of(BUCKETS_PATH)
        .with("GROUP", items)
        .with("SLOTS", SLOTS_IN_BUCKETS)
        .group(items)
        .localMemory(BUCKETS_BYTES);
  }

  /** The fastest that the device allows for this batch. */
  static KernelVariant defaultFor(DeviceLimits limits, int batch) {
    List<KernelVariant> preferred =
        limits.isCpu()
            ? List.of(VECTORISED, group(64))
            : List.of(buckets(128), buckets(64), group(128), group(64));
    return preferred.stream()
        .filter(variant -> withRoom(variant, batch).fits(limits))
        .findFirst()
        .orElse(group(1));
  }

  /** The rungs that hold a row in local memory get room for one. */
  private static KernelVariant withRoom(KernelVariant variant, int batch) {
    return variant.equals(VECTORISED) || variant.path().equals(BUCKETS_PATH)
        ? LocalRow.in(variant, batch)
        : variant;
  }

  /** Fills the slots; the spec has checked the operands. */
  void select(
      SelectionSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor pairStart,
      Tensor pairPositive,
      Tensor negatives) {
    KernelVariant variant = variant(spec);
    long items =
        variant.equals(NAIVE)
            ? spec.pairs()
            : variant.equals(VECTORISED) ? spec.batch() : spec.batch() * variant.groupItems();
    runtime
        .kernel(withRule(withRoom(variant, spec.batch()), spec), VARIANTS)
        .launch(
            spec.layer(),
            WorkSize.of(items),
            spec.batch(),
            spec.pairs(),
            spec.margin(),
            distances,
            labels,
            pairStart,
            pairPositive,
            negatives);
  }

  private KernelVariant variant(SelectionSpec spec) {
    return choices.choose(
        FAMILY,
        VARIANTS,
        () -> ShapeClass.of(FAMILY, spec),
        () -> defaultFor(runtime.limits(), spec.batch()));
  }

  /** Whether the call goes to rung 3, which can also be part of a larger kernel. */
  boolean isByBuckets(SelectionSpec spec) {
    return variant(spec).path().equals(BUCKETS_PATH);
  }

  /** A kernel on {@code common/buckets.cl} with its slots and the rule. */
  static KernelVariant inBuckets(KernelVariant kernel, SelectionSpec spec) {
    return withRule(kernel.with("SLOTS", SLOTS_IN_BUCKETS), spec)
        .localMemory(kernel.localMemoryBytes() + BUCKETS_BYTES);
  }

  private static KernelVariant withRule(KernelVariant kernel, SelectionSpec spec) {
    return kernel
        .with("SEMI_HARD", spec.rule() == Rule.SEMI_HARD ? 1 : 0)
        .with("FALL_BACK", fallBack(spec.whenNone()));
  }

  private static int fallBack(WhenNone whenNone) {
    return switch (whenNone) {
      case SKIP -> 0;
      case HARDEST -> 1;
      case EASIEST -> 2;
    };
  }
}
