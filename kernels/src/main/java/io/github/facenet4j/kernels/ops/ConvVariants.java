package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The rungs of the dense convolution's passes and which a device gets by default. */
final class ConvVariants {
  static final String CPU_IMPLICIT_GEMM = "conv2d/cpu_02_implicit_gemm.cl";
  static final String GPU_IMPLICIT_GEMM = "conv2d/02_tiled_implicit_gemm.cl";
  static final String CPU_WEIGHT_GRADIENT = "conv2d/cpu_02_weight_gradient.cl";
  static final String GPU_WEIGHT_GRADIENT = "conv2d/02_tiled_weight_gradient.cl";
  static final String VECTORISED_IMPLICIT_GEMM = "conv2d/03_vectorised_implicit_gemm.cl";
  static final String VECTORISED_WEIGHT_GRADIENT = "conv2d/03_vectorised_weight_gradient.cl";
  static final KernelVariant NAIVE_FORWARD = naive("conv2d/01_naive_forward.cl");
  static final KernelVariant NAIVE_DATA_GRADIENT = naive("conv2d/01_naive_data_gradient.cl");
  static final KernelVariant NAIVE_WEIGHT_GRADIENT = naive("conv2d/01_naive_weight_gradient.cl");

  private static final int DEPTH = 16;
  private static final int ITEM_BLOCK = 4;

  /** Put together once: every call of a convolution asks for them. */
  private static final ConcurrentMap<CpuRung, KernelVariant> CPU = new ConcurrentHashMap<>();

  private record CpuRung(String path, RegisterTile tile) {}

  private ConvVariants() {}

  private static KernelVariant naive(String path) {
    return KernelVariant.of(path).group(16, 4, 1);
  }

  /** Rungs of the forward pass, lowest first. */
  static List<KernelVariant> forward(DeviceLimits limits) {
    return with(
        FewChannels.variants(limits),
        with(
            winograd(Winograd.variants(limits), BatchedWinograd.variants()),
            ladder(
                limits,
                NAIVE_FORWARD,
                GPU_IMPLICIT_GEMM,
                QuadTiles.of(VECTORISED_IMPLICIT_GEMM),
                CPU_IMPLICIT_GEMM)));
  }

  /** Rungs of the data gradient, lowest first. */
  static List<KernelVariant> dataGradient(DeviceLimits limits) {
    return with(
        winograd(Winograd.variants(limits), BatchedWinograd.variants()),
        ladder(
            limits,
            NAIVE_DATA_GRADIENT,
            GPU_IMPLICIT_GEMM,
            QuadTiles.of(VECTORISED_IMPLICIT_GEMM),
            CPU_IMPLICIT_GEMM));
  }

  /** Rungs of the weight gradient, lowest first. */
  static List<KernelVariant> weightGradient(DeviceLimits limits) {
    return with(
        winograd(WinogradWeightGradient.variants(limits), BatchedWinogradGradient.variants()),
        ladder(
            limits,
            NAIVE_WEIGHT_GRADIENT,
            GPU_WEIGHT_GRADIENT,
            QuadTiles.of(VECTORISED_WEIGHT_GRADIENT),
            CPU_WEIGHT_GRADIENT));
  }

  /** Those for processors, those for GPUs. */
  private static List<KernelVariant> winograd(List<KernelVariant> cpu, List<KernelVariant> gpu) {
    return Stream.concat(cpu.stream(), gpu.stream()).toList();
  }

  /** Whether a rung computes by Winograd's algorithm, on tiles of its parameter TILE. */
  static boolean isWinograd(KernelVariant variant) {
    return Winograd.isVariant(variant)
        || WinogradWeightGradient.isVariant(variant)
        || BatchedWinograd.isVariant(variant)
        || BatchedWinogradGradient.isVariant(variant);
  }

  private static List<KernelVariant> with(List<KernelVariant> rungs, List<KernelVariant> ladder) {
    List<KernelVariant> variants = new ArrayList<>(ladder);
    variants.addAll(rungs);
    return List.copyOf(variants);
  }

  private static List<KernelVariant> ladder(
      DeviceLimits limits,
      KernelVariant naive,
      String gpu,
      List<KernelVariant> vectorised,
      String cpu) {
    List<KernelVariant> variants = new ArrayList<>();
    variants.add(naive);
    variants.add(tiled(gpu, 32));
    variants.add(tiled(gpu, 64));
    variants.addAll(vectorised);
    for (RegisterTile tile : RegisterTile.candidates(limits)) {
      variants.add(cpu(cpu, tile));
    }
    return List.copyOf(variants);
  }

  static KernelVariant cpu(String path, RegisterTile tile) {
    CpuRung rung = new CpuRung(path, tile);
    return CPU.computeIfAbsent(rung, asked -> asked.tile.applyTo(KernelVariant.of(asked.path)));
  }

  private static KernelVariant tiled(String path, int block) {
    int side = block / ITEM_BLOCK;
    KernelVariant variant =
        KernelVariant.of(path)
            .with("BM", block)
            .with("BN", block)
            .with("BK", DEPTH)
            .with("RM", ITEM_BLOCK)
            .with("RN", ITEM_BLOCK)
            .localMemory(4L * DEPTH * (2 * block + 1));
    return path.equals(GPU_WEIGHT_GRADIENT)
        ? variant.group(side, side, 1)
        : variant.group(side, side);
  }

  /** Whether a rung is launched as one of {@link QuadTiles}. */
  static boolean isVectorised(KernelVariant variant) {
    return variant.path().equals(VECTORISED_IMPLICIT_GEMM)
        || variant.path().equals(VECTORISED_WEIGHT_GRADIENT)
        || RoundedConvVariants.PATHS.contains(variant.path());
  }

  /**
   * The default of a ladder: on processors theirs, else the vectorised rung, or the highest below
   * it whose group and memory the device allows.
   *
   * @param cpu its rung for processors
   * @param rows rows of the implicit product's result
   * @param columns its columns
   * @param groups that a launch of a vectorised rung has
   */
  static KernelVariant choose(
      DeviceLimits limits,
      List<KernelVariant> ladder,
      KernelVariant cpu,
      int rows,
      int columns,
      ToLongFunction<KernelVariant> groups) {
    if (limits.isCpu()) {
      return cpu;
    }
    List<KernelVariant> tiles = ladder.stream().filter(ConvVariants::isVectorised).toList();
    return QuadTiles.choose(limits, tiles, columns, groups)
        .orElseGet(() -> chooseLower(limits, ladder, rows, columns));
  }

  private static KernelVariant chooseLower(
      DeviceLimits limits, List<KernelVariant> ladder, int rows, int columns) {
    KernelVariant naive = ladder.get(0);
    KernelVariant small = ladder.get(1);
    KernelVariant large = ladder.get(2);
    KernelVariant wanted = rows <= 32 || columns <= 32 ? small : large;
    return wanted.fits(limits)
        ? wanted
        : small.fits(limits) ? small : naive.fits(limits) ? naive : naive.group(1, 1, 1);
  }
}
