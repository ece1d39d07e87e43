package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.testing.BatchNormCases;
import io.github.facenet4j.tensor.testing.ConvAllCases;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.ElementwiseCases;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.GemmCases;
import io.github.facenet4j.tensor.testing.InvertedResidualCases;
import io.github.facenet4j.tensor.testing.MetricCases;
import io.github.facenet4j.tensor.testing.NormCases;
import io.github.facenet4j.tensor.testing.OptimCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import io.github.facenet4j.tensor.testing.PoolCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link OclgrindTest} runs in a process whose only OpenCL platform is the simulator. */
final class CheckedRun {
  /** Cases with a dimension of more than two digits take seconds on the simulator. */
  private static final String LARGE = ".*[0-9]{3}.*";

  /** Groups of identities of so many faces that a rung takes seconds on them. */
  private static final String MANY_FACES = ".*(P=7|P=9|P=17|P=2) K=.*";

  /** How the names of the cases of a family of metric ops begin. */
  private static final Map<String, String> METRIC_CASES =
      Map.of(
          PairwiseDistance.FAMILY, "(unit )?distance.*",
          NegativeSelection.FAMILY, "select.*",
          FusedTripletLoss.FAMILY, "triplet.*");

  private CheckedRun() {}

  /** With the argument {@code fault} launches a kernel that must be reported, else the cases. */
  public static void main(String[] arguments) {
    try (OpenClBackend backend = OpenClProvider.open("opencl", Profiling.OFF)) {
      System.out.println("device " + backend.device().name());
      if (Boolean.getBoolean("fault")) {
        writePastTheEnd(backend);
        return;
      }
      try (OracleComparison comparison = new OracleComparison(backend)) {
        comparison.winograd(2, 3, 4);
        int run = ladders(backend, comparison);
        run += emulated(backend);
        run += emulatedConvolutions(backend);
        run += some(comparison, ConvAllCases.all(), 3);
        run += some(comparison, InvertedResidualCases.all(), 5);
        run += some(comparison, PoolCases.all(), 47);
        run += some(comparison, BatchNormCases.all(), 17);
        run += some(comparison, NormCases.all(), 29);
        run += some(comparison, ElementwiseCases.all(), 31);
        run += some(comparison, MetricCases.all(), 29);
        run += some(comparison, OptimCases.all(), 13);
        System.out.println("cases " + run);
      }
    }
  }

  private static void writePastTheEnd(OpenClBackend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "fault")) {
      backend
          .runtime()
          .kernel(KernelVariant.of("testing/zeros.cl").group(64))
          .launch("fault", WorkSize.of(64), 64, scope.floats(Shape.of(16)));
      backend.finish();
    }
  }

  private static int ladders(OpenClBackend backend, OracleComparison comparison) {
    int run = 0;
    for (KernelVariant variant : ((OpenClGemmOps) backend.gemm()).variants()) {
      run += forced(backend, comparison, OpenClGemmOps.FAMILY, variant, GemmCases.all());
      if (variant.path().equals(GemmVariants.VECTORISED)) {
        run += tilesInTurn(backend, comparison, variant);
      }
    }
    for (Pass pass : Pass.values()) {
      List<ParityCase> cases = ConvPassCases.of(pass);
      for (KernelVariant variant : ((OpenClConvOps) backend.conv()).variants(pass)) {
        if (isBatchedWinograd(variant)) {
          run += steps(backend, comparison, pass, variant);
          continue;
        }
        run += forced(backend, comparison, pass.family(), variant, cases);
        if (ConvVariants.isVectorised(variant)) {
          run += tilesInTurn(backend, comparison, pass, variant);
        }
      }
    }
    return run
        + mined(backend, comparison)
        + metrics(backend, comparison, PairwiseDistance.FAMILY, PairwiseDistance.VARIANTS, 3)
        + metrics(backend, comparison, NegativeSelection.FAMILY, NegativeSelection.VARIANTS, 29)
        + metrics(backend, comparison, FusedTripletLoss.FAMILY, FusedTripletLoss.VARIANTS, 17);
  }

  /**
   * Products of rounded operands, and rungs whose instructions are emulated: ragged and aligned
   * rows, more terms than there are stages. Three of those leave room for what is exchanged.
   */
  private static int emulated(OpenClBackend backend) {
    DeviceLimits limits = backend.runtime().limits();
    List<KernelVariant> variants = new ArrayList<>();
    KernelVariant floats = MultistageVariants.ofFloats(limits).get(0);
    variants.add(GemmVariants.rounded(Precision.BF16).get(0));
    for (int when : new int[] {1, 2}) {
      Precision precision = when == 1 ? Precision.TF32 : Precision.BF16;
      variants.add(floats.with("STAGES", 3).with("EMULATE", when));
      variants.add(GemmVariants.tensorCore(precision).get(0).with("EMULATE", 1));
      variants.add(
          MultistageVariants.tensorCore(limits, precision)
              .get(0)
              .with("STAGES", 3)
              .with("EMULATE", when));
    }
    for (KernelVariant variant : variants) {
      KernelVariant twin =
          GemmVariants.rounded(
                  Precision.values()[variant.parameters().getOrDefault(GemmVariants.PRECISION, 0)])
              .get(0);
      try (OracleComparison comparison =
          new OracleComparison(new TwinBackend(backend, variant, twin))) {
        GemmCases.assign(comparison, GemmSpec.of("gemm", 12, 20, 84), EpilogueKind.BIAS);
        GemmSpec ragged = GemmSpec.of("gemm", 13, 21, 67).transposed(Transpose.YES, Transpose.YES);
        GemmCases.assign(comparison, ragged, EpilogueKind.NONE);
      }
    }
    return 2 * variants.size();
  }

  /** Convolutions by matrix units, emulated, against those that round on any device. */
  private static int emulatedConvolutions(OpenClBackend backend) {
    TensorCoreProbe probe = new TensorCoreProbe(backend.runtime(), backend);
    int run = 0;
    for (Precision precision : List.of(Precision.TF32, Precision.BF16)) {
      for (Pass pass : Pass.values()) {
        KernelVariant tile = RoundedConvVariants.tensorCore(pass, precision).get(0);
        probe
            .refusal(pass, tile.with("EMULATE", 1))
            .ifPresent(
                why -> {
                  throw new IllegalStateException(why);
                });
        run++;
      }
    }
    return run;
  }

  /** The rungs of distance, selection and loss; each on every so-manieth of the family's cases. */
  private static int metrics(
      OpenClBackend backend,
      OracleComparison comparison,
      String family,
      List<KernelVariant> variants,
      int every) {
    String name = METRIC_CASES.get(family);
    List<ParityCase> cases =
        MetricCases.all().stream()
            .filter(each -> each.name().toLowerCase(Locale.ROOT).matches(name))
            .filter(each -> !each.name().matches(MANY_FACES))
            .toList();
    int run = 0;
    for (KernelVariant variant : variants) {
      if (variant.fits(backend.runtime().limits())) {
        backend.choices().force(family, variant.name());
        run += some(comparison, cases, every);
        backend.choices().release(family);
      }
    }
    return run;
  }

  /** Selection and loss where they are one kernel. */
  private static int mined(OpenClBackend backend, OracleComparison comparison) {
    KernelVariant buckets =
        NegativeSelection.VARIANTS.stream()
            .filter(each -> each.path().equals("triplet/03_buckets.cl"))
            .findFirst()
            .orElseThrow();
    backend.choices().force(NegativeSelection.FAMILY, buckets.name());
    backend.choices().force(FusedTripletLoss.FAMILY, FusedTripletLoss.SPARSE.name());
    List<ParityCase> cases =
        MetricCases.all().stream()
            .filter(each -> each.name().startsWith("mined"))
            .filter(each -> !each.name().matches(MANY_FACES + "|.*P=17.*|.*P=7.*|.*P=2 .*"))
            .toList();
    int run = some(comparison, cases, 4);
    backend.choices().release(NegativeSelection.FAMILY);
    backend.choices().release(FusedTripletLoss.FAMILY);
    return run;
  }

  /** Enough terms to fill each tile of a pair again after it was read, by float4 and by float. */
  private static int tilesInTurn(
      OpenClBackend backend, OracleComparison comparison, KernelVariant variant) {
    backend.choices().force(OpenClGemmOps.FAMILY, variant.name());
    GemmSpec whole = GemmSpec.of("gemm", 12, 20, 36);
    GemmCases.assign(comparison, whole, EpilogueKind.NONE);
    GemmSpec ragged = GemmSpec.of("gemm", 13, 21, 35).transposed(Transpose.YES, Transpose.YES);
    GemmCases.assign(comparison, ragged, EpilogueKind.NONE);
    backend.choices().release(OpenClGemmOps.FAMILY);
    return 2;
  }

  /** The same for a convolution: channels in fours, and channels that end within a quad. */
  private static int tilesInTurn(
      OpenClBackend backend, OracleComparison comparison, Pass pass, KernelVariant variant) {
    List<Conv2dSpec> specs =
        List.of(
            new Conv2dSpec("conv", 1, 7, 6, 12, 36, 3, 3, 1, 1, 1, 1),
            new Conv2dSpec("conv", 2, 9, 8, 3, 21, 5, 3, 2, 1, 2, 1));
    return run(backend, comparison, pass, variant, specs);
  }

  private static boolean isBatchedWinograd(KernelVariant variant) {
    return BatchedWinograd.isVariant(variant) || BatchedWinogradGradient.isVariant(variant);
  }

  /**
   * The steps of Winograd's algorithm on GPUs, on the smallest tile of its products: the others
   * differ in what {@code gemm/04_vectorised} is checked for by itself.
   */
  private static int steps(
      OpenClBackend backend, OracleComparison comparison, Pass pass, KernelVariant variant) {
    boolean isSmallest = variant.parameter("BM") == 64 && variant.parameter("BN") == 32;
    List<Conv2dSpec> specs = List.of(new Conv2dSpec("conv", 1, 5, 6, 17, 18, 3, 3, 1, 1, 0, 1));
    return isSmallest ? run(backend, comparison, pass, variant, specs) : 0;
  }

  private static int run(
      OpenClBackend backend,
      OracleComparison comparison,
      Pass pass,
      KernelVariant variant,
      List<Conv2dSpec> specs) {
    backend.choices().force(pass.family(), variant.name());
    for (Conv2dSpec spec : specs) {
      switch (pass) {
        case FORWARD -> ConvCases.forward(comparison, spec, EpilogueKind.BIAS, null);
        case DATA_GRADIENT -> ConvCases.dataGradient(comparison, spec);
        case WEIGHT_GRADIENT -> ConvCases.weightGradient(comparison, spec);
        default -> throw new IllegalArgumentException("No cases for " + pass);
      }
    }
    backend.choices().release(pass.family());
    return specs.size();
  }

  private static int forced(
      OpenClBackend backend,
      OracleComparison comparison,
      String family,
      KernelVariant variant,
      List<ParityCase> cases) {
    if (!variant.fits(backend.runtime().limits())) {
      return 0;
    }
    backend.choices().force(family, variant.name());
    int run;
    if (ConvVariants.isWinograd(variant)) {
      run = some(comparison, cases.stream().filter(each -> isWinograd(each.name())).toList(), 7);
    } else {
      // A group of many work-items is simulated item by item.
      run = some(comparison, cases, variant.groupItems() > 1 ? 97 : 41);
    }
    backend.choices().release(family);
    return run;
  }

  /** Whether Winograd's algorithm computes a case: stride 1, 3×3 taps, a vector of channels. */
  private static boolean isWinograd(String name) {
    return name.matches(".* w=3x3x(1[6-9]|[2-9][0-9])x(1[6-9]|[2-9][0-9]) stride=1 .*");
  }

  private static int some(OracleComparison comparison, List<ParityCase> cases, int every) {
    List<ParityCase> small = cases.stream().filter(each -> !each.name().matches(LARGE)).toList();
    int run = 0;
    for (int i = 0; i < small.size(); i += every) {
      small.get(i).run(comparison);
      run++;
    }
    return run;
  }
}
