package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import java.util.List;

/** The ladder of pairwise squared distance: {@code distance/01_naive.cl} and up. */
public final class DistanceFamily {
  private static final int TRIANGLE_TILE = 16;
  private static final KernelVariant LENGTHS =
      KernelVariant.of("distance/lengths.cl").with("GROUP", 64).group(64);

  private DistanceFamily() {}

  /**
   * One way to compute D.
   *
   * @param kernel the main kernel
   * @param launch appends everything this way needs
   */
  public record Variant(KernelVariant kernel, Launch launch) {
    @Override
    public String toString() {
      return kernel.name();
    }
  }

  /** Appends the launches of one call. */
  @FunctionalInterface
  public interface Launch {
    /** D [B,B] from x [B,E]; the spec has checked both. */
    void run(
        KernelRuntime runtime, KernelVariant kernel, DistanceSpec spec, Tensor x, Tensor distances);
  }

  /** Every rung with each of its parameters. */
  public static List<Variant> all() {
    return List.of(
        naive(16), naive(8), tiled(16), tiled(8), blocked(16, 4), blocked(8, 4), triangle());
  }

  /** The fastest that the device allows. */
  public static Variant forDevice(DeviceLimits limits) {
    List<Variant> preferred =
        limits.isCpu()
            ? List.of(triangle())
            : List.of(blocked(16, 4), blocked(8, 4), tiled(8), naive(1));
    return preferred.stream().filter(v -> v.kernel().fits(limits)).findFirst().orElseThrow();
  }

  private static Variant naive(int group) {
    return new Variant(
        KernelVariant.of("distance/01_naive.cl")
            .with("LOCAL_X", group)
            .with("LOCAL_Y", group)
            .group(group, group),
        DistanceFamily::entryByEntry);
  }

  private static Variant tiled(int tile) {
    return new Variant(
        KernelVariant.of("distance/02_tiled.cl")
            .with("TILE", tile)
            .group(tile, tile)
            .localMemory(2L * tile * (tile + 1) * Float.BYTES),
        DistanceFamily::entryByEntry);
  }

  private static void entryByEntry(
      KernelRuntime runtime, KernelVariant kernel, DistanceSpec spec, Tensor x, Tensor distances) {
    runtime
        .kernel(kernel)
        .launch(
            spec.layer(),
            WorkSize.of(spec.batch(), spec.batch()),
            spec.batch(),
            spec.embedding(),
            x,
            distances);
  }

  private static Variant blocked(int group, int block) {
    int depth = 16;
    return new Variant(
        KernelVariant.of("distance/03_blocked.cl")
            .with("GROUP", group)
            .with("BLOCK", block)
            .with("DEPTH", depth)
            .group(group, group)
            .localMemory(2L * depth * (group * block + 1) * Float.BYTES),
        DistanceFamily::inRegisterBlocks);
  }

  private static void inRegisterBlocks(
      KernelRuntime runtime, KernelVariant kernel, DistanceSpec spec, Tensor x, Tensor distances) {
    int batch = spec.batch();
    int group = kernel.parameter("GROUP");
    long across = (long) blocks(batch, group * kernel.parameter("BLOCK")) * group;
    try (Scratch lengths = runtime.scratch(batch)) {
      runtime
          .kernel(LENGTHS)
          .launch(
              spec.layer(), WorkSize.of(batch), batch, spec.embedding(), batch, x, lengths, null);
      runtime
          .kernel(kernel)
          .launch(
              spec.layer(),
              WorkSize.of(across, across),
              batch,
              spec.embedding(),
              x,
              lengths,
              distances);
    }
  }

  private static Variant triangle() {
    return new Variant(
        KernelVariant.of("distance/04_triangle.cl").group(1, 1), DistanceFamily::upperTriangle);
  }

  private static void upperTriangle(
      KernelRuntime runtime, KernelVariant kernel, DistanceSpec spec, Tensor x, Tensor distances) {
    int batch = spec.batch();
    int tiles = blocks(batch, TRIANGLE_TILE);
    int padded = tiles * TRIANGLE_TILE;
    Elements.count(spec.layer(), (long) padded * spec.embedding());
    try (Scratch lengths = runtime.scratch(padded);
        Scratch transposed = runtime.scratch((long) padded * spec.embedding())) {
      runtime
          .kernel(LENGTHS)
          .launch(
              spec.layer(),
              WorkSize.of(padded),
              batch,
              spec.embedding(),
              padded,
              x,
              lengths,
              transposed);
      runtime
          .kernel(kernel)
          .launch(
              spec.layer(),
              WorkSize.of(tiles + 1L, (tiles + 1) / 2),
              batch,
              spec.embedding(),
              padded,
              x,
              transposed,
              lengths,
              distances);
    }
  }
}
