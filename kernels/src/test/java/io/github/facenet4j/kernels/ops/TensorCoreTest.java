package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.GemmCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rungs with inline PTX, their instructions emulated, so that tiles, stages, fragments and
 * edges run on any device; and what the probe says where the instructions do not build.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TensorCoreTest {
  /** Copies that are made when their stage is waited for, or when they begin. */
  private static final int LATE = 1;

  private static final int AT_ONCE = 2;

  private OpenClBackend backend;
  private DeviceLimits limits;

  @BeforeAll
  void open() {
    backend = TestDevice.open();
    limits = backend.runtime().limits();
  }

  @AfterAll
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  private Optional<String> refusal(KernelVariant variant) {
    return new TensorCoreProbe(backend.runtime(), backend).refusal(variant);
  }

  private static Stream<Precision> rounded() {
    return Stream.of(Precision.TF32, Precision.BF16, Precision.FP16);
  }

  /**
   * Each rung and tile, with copies made as late as may be; the smallest also with copies made at
   * once. What depends on the size of an element alone is tried for one precision of each size.
   */
  Stream<KernelVariant> emulated() {
    Stream<KernelVariant> registers =
        rounded()
            .flatMap(precision -> GemmVariants.tensorCore(precision).stream())
            .map(variant -> variant.with("EMULATE", LATE));
    List<KernelVariant> floats = MultistageVariants.ofFloats(limits);
    Stream<KernelVariant> late =
        Stream.of(floats, tiles(Precision.TF32), tiles(Precision.BF16))
            .flatMap(List::stream)
            .map(variant -> variant.with("EMULATE", LATE));
    Stream<KernelVariant> early =
        Stream.concat(floats.stream().limit(1), rounded().map(precision -> tiles(precision).get(0)))
            .map(variant -> variant.with("EMULATE", AT_ONCE));
    return Stream.of(registers, late, early).flatMap(variants -> variants);
  }

  private List<KernelVariant> tiles(Precision precision) {
    return MultistageVariants.tensorCore(limits, precision);
  }

  /** The portable rung that adds the same terms in the same order. */
  private static KernelVariant twin(KernelVariant variant) {
    int precision = variant.parameters().getOrDefault(GemmVariants.PRECISION, 0);
    return GemmVariants.rounded(Precision.values()[precision]).get(0);
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void givesTheTwinsResultsToTheBitWithEveryEpilogueAndAdded(KernelVariant variant) {
    try (OracleComparison comparison =
        new OracleComparison(new TwinBackend(backend, variant, twin(variant)))) {
      EpilogueKind[] kinds = EpilogueKind.values();
      int[][] sizes = {{1, 1, 1}, {13, 49, 17}, {33, 16, 100}, {140, 131, 67}, {68, 136, 72}};
      int turn = 0;
      for (int[] size : sizes) {
        for (Transpose a : Transpose.values()) {
          for (Transpose b : Transpose.values()) {
            GemmSpec spec = GemmSpec.of("gemm", size[0], size[1], size[2]).transposed(a, b);
            GemmCases.assign(comparison, spec, kinds[turn++ % kinds.length]);
          }
        }
      }
      for (EpilogueKind kind : kinds) {
        GemmCases.assign(comparison, GemmSpec.of("gemm", 35, 22, 41), kind);
      }
      GemmCases.add(comparison, GemmSpec.of("gemm", 65, 17, 130));
      GemmCases.add(comparison, GemmSpec.of("gemm", 17, 66, 33));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void theProbeTakesWhatIsRight(Precision precision) {
    assertEquals(Optional.empty(), refusal(tiles(precision).get(0).with("EMULATE", 1)));
  }

  private static KernelVariant tested(String path) {
    return KernelVariant.of(path)
        .with("BM", 8)
        .with("BN", 8)
        .with("BK", 4)
        .with("RM", 1)
        .with("RN", 1)
        .with("EMULATE", 1)
        .group(8, 8);
  }

  @Test
  void theProbeRefusesWrongResultsAndWhatDoesNotFit() {
    String wrong = refusal(tested("testing/wrong_product.cl")).orElseThrow();
    assertTrue(wrong.startsWith("testing/wrong_product "), wrong);
    assertTrue(wrong.endsWith(" builds but gives other results"), wrong);
    assertEquals(Optional.empty(), refusal(tested("testing/wrong_product.cl").with("WRONG", 0)));
    String large = refusal(tested("testing/wrong_product.cl").localMemory(1L << 40)).orElseThrow();
    assertTrue(large.contains("local memory"), large);
  }

  @Test
  void theProbeSaysOnOneLineWhyAKernelDoesNotBuild() {
    String why = refusal(tested("testing/does_not_build.cl")).orElseThrow();
    assertEquals(1, why.lines().count(), why);
    assertTrue(why.contains("error"), why);
    assertTrue(why.contains("testing/does_not_build"), why);
  }

  @Test
  void aCompilerForAnotherMachineIsNotAskedToBuildPtx() {
    String why = refusal(GemmVariants.tensorCore(Precision.BF16).get(0)).orElseThrow();
    assertEquals("the device's compiler does not build PTX", why);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void givesTheRoundedRungsResultsInEveryPass(Precision precision) {
    for (Pass pass : Pass.values()) {
      KernelVariant variant = RoundedConvVariants.tensorCore(pass, precision).get(0);
      assertEquals(Optional.empty(), emulated(pass, variant), pass + " " + variant);
    }
  }

  @Test
  void soDoTheLargestTiles() {
    for (Pass pass : Pass.values()) {
      KernelVariant variant = RoundedConvVariants.tensorCore(pass, Precision.BF16).get(3);
      assertEquals(Optional.empty(), emulated(pass, variant), pass + " " + variant);
    }
  }

  private Optional<String> emulated(Pass pass, KernelVariant variant) {
    return new TensorCoreProbe(backend.runtime(), backend)
        .refusal(pass, variant.with("EMULATE", LATE));
  }

  @Test
  void aKernelThatGivesOtherResultsIsRefused() {
    // Blocks of half the width: half of the columns are not computed.
    KernelVariant wrong =
        RoundedConvVariants.tensorCore(Pass.FORWARD, Precision.BF16).get(0).with("WN", 16);
    String why = emulated(Pass.FORWARD, wrong).orElseThrow();
    assertTrue(why.contains("gives other results"), why);
  }

  @Test
  void whereTheInstructionsDoNotBuildTheRoundedRungsAreUsed() {
    try (OpenClBackend rounding = TestDevice.open(Precision.BF16)) {
      String said = rounding.productKernels();
      assertTrue(
          said.startsWith(
              "bf16: matrix products by gemm/05_rounded.cl,"
                  + " convolutions by conv2d/04_rounded_implicit_gemm.cl; no tensor cores: "),
          said);
      assertEquals(1, said.lines().count(), said);
      assertTrue(said.endsWith("does not build PTX"), said);
      assertEquals(Precision.BF16, rounding.precision());
    }
    assertEquals("fp32", backend.productKernels());
  }

  @Test
  void withoutTheInstructionsNoRungNeedsThem() {
    List<String> offered =
        ((OpenClGemmOps) backend.gemm()).variants().stream().map(KernelVariant::path).toList();
    assertTrue(offered.contains(GemmVariants.VECTORISED));
    assertFalse(offered.contains(MultistageVariants.FLOAT));
  }

  @Test
  void aGpuWithoutTheInstructionsComputesByTheRungBelow() {
    DeviceLimits gpu =
        new DeviceLimits(
            limits.name(),
            limits.driver(),
            DeviceType.GPU,
            4,
            1,
            256,
            limits.localMemoryBytes(),
            limits.globalMemoryBytes(),
            limits.maxAllocationBytes());
    KernelRuntime runtime =
        new KernelRuntime(gpu, backend.runtime().library(), backend.runtime().memory());
    OpenClGemmOps products =
        new OpenClGemmOps(
            runtime, new VariantChoices(), Rounding.NONE, new TensorCoreProbe(runtime, backend));
    assertEquals(
        List.of(),
        products.variants().stream()
            .filter(variant -> variant.path().equals(MultistageVariants.FLOAT))
            .toList());
    try (MemoryScope scope = MemoryScope.root(backend, "gpu")) {
      GemmSpec large = GemmSpec.of("gemm", 256, 256, 1);
      Tensor c = scope.floats(Shape.of(256, 256));
      long before = backend.counters().launches();
      products.multiply(
          large,
          scope.floats(Shape.of(256, 1), ones(256)),
          scope.floats(Shape.of(1, 256), ones(256)),
          Epilogue.NONE,
          c);
      assertTrue(
          backend.counters().kernelsSince(before).stream()
              .anyMatch(kernel -> kernel.startsWith("gemm/04_vectorised BK=8 ")),
          () -> backend.counters().kernelsSince(before).toString());
      for (float value : c.readFloats()) {
        assertEquals(1, value);
      }
    }
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
