package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import java.util.List;

/** The ladder of negative selection: {@code triplet/01_naive.cl} and up. */
public final class SelectionFamily {
  private static final int SMALLEST_CAPACITY = 2048;
  private static final int SLOTS = 4;

  private SelectionFamily() {}

  /** How the kernel divides the work among its items. */
  public enum Division {
    /** One work-item a slot. */
    SLOT,
    /** One work-item an anchor. */
    ANCHOR,
    /** One work-group an anchor. */
    GROUP
  }

  /**
   * One way to select.
   *
   * @param kernel without what depends on the call
   * @param division decides launch and arguments
   */
  public record Variant(KernelVariant kernel, Division division) {

    /** The kernel for this call: rule, and room for the row where it is held in local memory. */
    KernelVariant of(SelectionSpec spec) {
      KernelVariant chosen =
          kernel
              .with("SEMI_HARD", spec.rule() == Rule.SEMI_HARD ? 1 : 0)
              .with("FALL_BACK", spec.whenNone() == WhenNone.HARDEST ? 1 : 0);
      if (division == Division.ANCHOR) {
        int capacity = capacity(spec.batch());
        chosen = chosen.with("CAPACITY", capacity).localMemory((long) capacity * Integer.BYTES);
      }
      return chosen;
    }

    void run(
        KernelRuntime runtime,
        SelectionSpec spec,
        Tensor distances,
        Tensor labels,
        Tensor pairStart,
        Tensor pairPositive,
        Tensor negatives) {
      KernelVariant chosen = of(spec);
      long items =
          switch (division) {
            case SLOT -> spec.pairs();
            case ANCHOR -> spec.batch();
            case GROUP -> spec.batch() * chosen.groupItems();
          };
      runtime
          .kernel(chosen)
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

    @Override
    public String toString() {
      return kernel.name();
    }
  }

  /** Every rung with each of its parameters. */
  public static List<Variant> all() {
    return List.of(naive(), vectorised(), group(128), group(64), group(1));
  }

  /** The fastest that the device allows for this call. */
  public static Variant forCall(DeviceLimits limits, SelectionSpec spec) {
    List<Variant> preferred =
        limits.isCpu() ? List.of(vectorised(), group(64), group(1)) : List.of(group(128), group(1));
    return preferred.stream().filter(v -> v.of(spec).fits(limits)).findFirst().orElseThrow();
  }

  /** Powers of two, so that a few compiled kernels serve all batches. */
  private static int capacity(int batch) {
    int capacity = SMALLEST_CAPACITY;
    while (capacity < batch) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    return capacity;
  }

  private static Variant naive() {
    return new Variant(
        KernelVariant.of("triplet/01_naive.cl").with("GROUP", 64).group(64), Division.SLOT);
  }

  private static Variant vectorised() {
    return new Variant(KernelVariant.of("triplet/02_vectorised.cl").group(1), Division.ANCHOR);
  }

  private static Variant group(int items) {
    return new Variant(
        KernelVariant.of("triplet/03_group.cl")
            .with("GROUP", items)
            .with("SLOTS", SLOTS)
            .group(items)
            .localMemory((SLOTS + 1L) * items * (Float.BYTES + Integer.BYTES)),
        Division.GROUP);
  }
}
