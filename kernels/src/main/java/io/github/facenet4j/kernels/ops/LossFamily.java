package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.List;

/** The kernels of the triplet loss: {@code loss/*.cl}. */
public final class LossFamily {
  private static final int SUMS = 5;
  private static final int STATISTICS_GROUP = 64;
  private static final int ROWS_OF_A_BLOCK = 16;

  private LossFamily() {}

  /**
   * One way to run both passes.
   *
   * @param vector floats a work-item handles at once
   * @param lanes work-items that share the slots of an anchor
   * @param gradient kernel of the backward pass
   */
  public record Variant(int vector, int lanes, KernelVariant gradient) {

    void forward(
        KernelRuntime runtime,
        TripletSpec spec,
        Tensor x,
        TripletSlots slots,
        Tensor inverseNorms,
        Tensor coefficients,
        Tensor statistics) {
      int batch = spec.batch();
      runtime
          .kernel(
              KernelVariant.of("loss/inverse_norms.cl")
                  .with("GROUP", 16)
                  .with("VECTOR", vector)
                  .group(16))
          .launch(
              spec.layer(),
              WorkSize.of(batch),
              batch,
              spec.embedding(),
              spec.epsilon(),
              x,
              inverseNorms);
      try (Scratch partial = runtime.scratch((long) SUMS * batch)) {
        runtime
            .kernel(
                KernelVariant.of("loss/hinges.cl")
                    .with("LANES", lanes)
                    .with("VECTOR", vector)
                    .group(lanes)
                    .localMemory((2L + SUMS) * lanes * Float.BYTES))
            .launch(
                spec.layer(),
                WorkSize.of((long) batch * lanes),
                batch,
                spec.embedding(),
                spec.margin(),
                x,
                inverseNorms,
                slots.pairStart(),
                slots.pairPositive(),
                slots.negatives(),
                coefficients,
                partial);
        runtime
            .kernel(
                KernelVariant.of("loss/statistics.cl")
                    .with("GROUP", STATISTICS_GROUP)
                    .with("DIVISOR", divisor(spec))
                    .group(STATISTICS_GROUP)
                    .localMemory((long) SUMS * STATISTICS_GROUP * Float.BYTES))
            .launch(spec.layer(), WorkSize.of(STATISTICS_GROUP), batch, partial, statistics);
      }
    }

    private static int divisor(TripletSpec spec) {
      return switch (spec.reduction()) {
        case SUM -> 0;
        case MEAN_SELECTED -> 1;
        case MEAN_ACTIVE -> 2;
      };
    }

    void backward(
        KernelRuntime runtime,
        TripletSpec spec,
        Tensor x,
        Tensor inverseNorms,
        Tensor coefficients,
        Tensor statistics,
        Tensor dx) {
      int batch = spec.batch();
      long items =
          gradient.path().equals(ROWS)
              ? batch * gradient.groupItems()
              : blocks(batch, ROWS_OF_A_BLOCK);
      runtime
          .kernel(gradient)
          .launch(
              spec.layer(),
              WorkSize.of(items),
              batch,
              spec.embedding(),
              spec.epsilon(),
              x,
              inverseNorms,
              coefficients,
              statistics,
              dx);
    }

    @Override
    public String toString() {
      return gradient.name() + ", LANES=" + lanes;
    }
  }

  private static final String ROWS = "loss/01_rows.cl";

  /** Every rung with each of its parameters. */
  public static List<Variant> all() {
    return List.of(rows(64), rows(32), blocks16());
  }

  /** The fastest that the device allows. */
  public static Variant forDevice(DeviceLimits limits) {
    List<Variant> preferred =
        limits.isCpu() ? List.of(blocks16()) : List.of(rows(64), rows(32), rows(1));
    return preferred.stream().filter(v -> v.gradient().fits(limits)).findFirst().orElseThrow();
  }

  private static Variant rows(int lanes) {
    return new Variant(
        4,
        lanes,
        KernelVariant.of(ROWS)
            .with("LANES", lanes)
            .group(lanes)
            .localMemory(2L * lanes * Float.BYTES));
  }

  private static Variant blocks16() {
    return new Variant(16, 1, KernelVariant.of("loss/02_blocks.cl").with("VECTOR", 16).group(1));
  }
}
