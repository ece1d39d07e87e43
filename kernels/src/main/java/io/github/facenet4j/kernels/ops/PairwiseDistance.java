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
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import java.util.List;

/** Squared distances of all pairs: the ladder of {@code distance/*.cl}. */
final class PairwiseDistance {
  static final String FAMILY = Families.DISTANCE;

  private static final String REGISTER_BLOCK = "distance/03_register_block.cl";
  private static final String VECTORISED = "distance/04_vectorised.cl";
  private static final KernelVariant TRIANGLE =
      KernelVariant.of("distance/cpu_02_triangle.cl").group(1, 1);
  private static final int TRIANGLE_TILE = 16;
  private static final KernelVariant LENGTHS =
      KernelVariant.of("distance/lengths.cl").with("GROUP", 64).group(64);
  private static final int DEPTH = 16;

  /** Lowest rung first. */
  static final List<KernelVariant> VARIANTS =
      List.of(
          naive(8),
          naive(16),
          tiled(8),
          tiled(16),
          registerBlock(8, 4),
          registerBlock(16, 4),
          vectorised(8),
          vectorised(16),
          TRIANGLE);

  private final KernelRuntime runtime;
  private final UnitRows unitRows;
  private final VariantChoices choices;

  PairwiseDistance(KernelRuntime runtime, VariantChoices choices) {
    this.runtime = runtime;
    unitRows = new UnitRows(runtime, Geometry.of(runtime.limits()));
    this.choices = choices;
  }

  private static KernelVariant naive(int group) {
    return KernelVariant.of("distance/01_naive.cl")
        .with("LOCAL_X", group)
        .with("LOCAL_Y", group)
        .group(group, group);
  }

  private static KernelVariant tiled(int tile) {
    return KernelVariant.of("distance/02_tiled.cl")
        .with("TILE", tile)
        .group(tile, tile)
        .localMemory(8L * tile * (tile + 1));
  }

  private static KernelVariant registerBlock(int group, int block) {
    return KernelVariant.of(REGISTER_BLOCK)
        .with("GROUP", group)
        .with("BLOCK", block)
        .with("DEPTH", DEPTH)
        .group(group, group)
        .localMemory(8L * DEPTH * (group * block + 1));
  }

  private static KernelVariant vectorised(int group) {
    return KernelVariant.of(VECTORISED)
        .with("GROUP", group)
        .with("DEPTH", DEPTH)
        .group(group, group)
        .localMemory(64L * DEPTH * (group + 1) + 32L * group);
  }

  /** The fastest that the device allows; large tiles only where they occupy it. */
  static KernelVariant defaultFor(DeviceLimits limits, int batch) {
    KernelVariant large = vectorised(16);
    int tiles = tileRows(large, batch);
    boolean occupied = (long) tiles * (tiles + 1) / 2 >= limits.computeUnits();
    List<KernelVariant> preferred =
        limits.isCpu()
            ? List.of(TRIANGLE)
            : occupied
                ? List.of(large, vectorised(8), tiled(8), naive(1))
                : List.of(vectorised(8), tiled(8), naive(1));
    return preferred.stream().filter(v -> v.fits(limits)).findFirst().orElseThrow();
  }

  /** D [B,B] from x [B,E]; the spec has checked both. */
  void compute(DistanceSpec spec, Tensor x, Tensor distances) {
    compute(chosen(spec), spec, x, distances);
  }

  /** The same of the rows at unit length; rung 4 scales the distances instead of the rows. */
  void computeUnit(L2NormSpec rows, Tensor x, Tensor distances) {
    DistanceSpec spec = DistanceSpec.of(rows);
    KernelVariant variant = chosen(spec);
    if (variant.path().equals(VECTORISED) && scaling(variant).fits(runtime.limits())) {
      runtime
          .kernel(scaling(variant), VARIANTS)
          .launch(
              spec.layer(),
              foldedTriangle(variant, spec.batch()),
              spec.batch(),
              spec.embedding(),
              rows.epsilon(),
              x,
              distances);
      return;
    }
    try (Scratch unit = runtime.scratch((long) spec.batch() * spec.embedding());
        Scratch inverseNorms = runtime.scratch(spec.batch())) {
      unitRows.forward(rows, x, unit, inverseNorms);
      compute(variant, spec, unit, distances);
    }
  }

  /** Rung 4 with a further number for each row and column of a tile. */
  private static KernelVariant scaling(KernelVariant vectorised) {
    return vectorised
        .with("UNIT", 1)
        .localMemory(vectorised.localMemoryBytes() + 32L * vectorised.parameter("GROUP"));
  }

  private KernelVariant chosen(DistanceSpec spec) {
    return choices.choose(
        FAMILY,
        VARIANTS,
        () -> ShapeClass.of(FAMILY, spec),
        () -> defaultFor(runtime.limits(), spec.batch()));
  }

  private void compute(KernelVariant variant, DistanceSpec spec, Object x, Tensor distances) {
    if (variant.equals(TRIANGLE)) {
      upperTriangle(spec, x, distances);
    } else if (variant.path().equals(REGISTER_BLOCK)) {
      registerBlocks(variant, spec, x, distances);
    } else if (variant.path().equals(VECTORISED)) {
      launch(variant, foldedTriangle(variant, spec.batch()), spec, x, distances);
    } else {
      launch(variant, WorkSize.of(spec.batch(), spec.batch()), spec, x, distances);
    }
  }

  private static int tileRows(KernelVariant variant, int batch) {
    return blocks(batch, 4 * variant.parameter("GROUP"));
  }

  /** Two tile rows of the triangle that are as long together as any other two, side by side. */
  private static WorkSize foldedTriangle(KernelVariant variant, int batch) {
    long group = variant.parameter("GROUP");
    int tiles = tileRows(variant, batch);
    return WorkSize.of(group * (tiles + 1), group * blocks(tiles, 2));
  }

  /** The rungs that need nothing but X. */
  private void launch(
      KernelVariant variant, WorkSize size, DistanceSpec spec, Object x, Tensor distances) {
    runtime
        .kernel(variant, VARIANTS)
        .launch(spec.layer(), size, spec.batch(), spec.embedding(), x, distances);
  }

  private void registerBlocks(
      KernelVariant variant, DistanceSpec spec, Object x, Tensor distances) {
    int group = variant.parameter("GROUP");
    long across = (long) blocks(spec.batch(), group * variant.parameter("BLOCK")) * group;
    try (Scratch lengths = runtime.scratch(spec.batch())) {
      lengths(spec, spec.batch(), x, lengths, null);
      runtime
          .kernel(variant, VARIANTS)
          .launch(
              spec.layer(),
              WorkSize.of(across, across),
              spec.batch(),
              spec.embedding(),
              x,
              lengths,
              distances);
    }
  }

  private void upperTriangle(DistanceSpec spec, Object x, Tensor distances) {
    int tiles = blocks(spec.batch(), TRIANGLE_TILE);
    int padded = tiles * TRIANGLE_TILE;
    int transposedSize = Elements.count(spec.layer(), (long) padded * spec.embedding());
    try (Scratch lengths = runtime.scratch(padded);
        Scratch transposed = runtime.scratch(transposedSize)) {
      lengths(spec, padded, x, lengths, transposed);
      runtime
          .kernel(TRIANGLE)
          .launch(
              spec.layer(),
              WorkSize.of(tiles + 1L, blocks(tiles, 2)),
              spec.batch(),
              spec.embedding(),
              padded,
              x,
              transposed,
              lengths,
              distances);
    }
  }

  private void lengths(
      DistanceSpec spec, int padded, Object x, Scratch lengths, Scratch transposed) {
    runtime
        .kernel(LENGTHS)
        .launch(
            spec.layer(),
            WorkSize.of(padded),
            spec.batch(),
            spec.embedding(),
            padded,
            x,
            lengths,
            transposed);
  }
}
