package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.testing.BatchNormCases;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.ElementwiseCases;
import io.github.facenet4j.tensor.testing.NormCases;
import io.github.facenet4j.tensor.testing.OptimCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import io.github.facenet4j.tensor.testing.PoolCases;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory-bound kernels in the layouts of processors and of GPUs against the oracle. */
class LayoutTest {
  static List<Geometry> layouts() {
    return List.of(
        Geometry.processor(2),
        Geometry.processor(100),
        Geometry.processor(2).streamingFrom(1),
        new Geometry(8, 64, 1, 64, true, 2, 1),
        Geometry.graphics(3));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void elementwiseAgreesWithTheOracle(Geometry layout) {
    run(layout, ElementwiseCases.all());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void poolingAgreesWithTheOracle(Geometry layout) {
    run(layout, PoolCases.all());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void depthwiseConvolutionAgreesWithTheOracle(Geometry layout) {
    List<ParityCase> cases =
        ConvCases.all().stream().filter(c -> !c.name().contains("groups=1 ")).toList();
    run(layout, cases.stream().filter(c -> !c.name().endsWith("groups=1")).toList());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void batchNormAgreesWithTheOracle(Geometry layout) {
    run(layout, BatchNormCases.all());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void otherNormsAgreeWithTheOracle(Geometry layout) {
    run(layout, NormCases.all());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void naiveReductionAgreesWithTheOracle(Geometry layout) {
    try (VariantBackend backend = VariantBackend.open(layout);
        OracleComparison comparison = new OracleComparison(backend)) {
      backend.choices().force(ColumnSums.FAMILY, "reduction/01_naive GROUP=64");
      List<ParityCase> cases =
          ElementwiseCases.all().stream().filter(c -> c.name().startsWith("bias")).toList();
      assertEquals(8, cases.size());
      cases.forEach(parityCase -> parityCase.run(comparison));
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void optimizersAgreeWithTheOracle(Geometry layout) {
    run(layout, OptimCases.all());
  }

  @ParameterizedTest
  @EnumSource(names = {"FORWARD", "DATA_GRADIENT"})
  void winogradThatPassesTheCachesAgreesWithTheOracle(OpenClConvOps.Pass pass) {
    List<ParityCase> cases = ConvPassCases.of(pass);
    try (VariantBackend backend = VariantBackend.open(Geometry.processor(2).streamingFrom(1));
        OracleComparison comparison = new OracleComparison(backend)) {
      for (KernelVariant variant : Winograd.variants(backend.limits())) {
        backend.choices().force(pass.family(), variant.name());
        comparison.winograd(variant.parameter("TILE"));
        cases.forEach(parityCase -> parityCase.run(comparison));
      }
    }
  }

  private static void run(Geometry layout, List<ParityCase> cases) {
    try (VariantBackend backend = VariantBackend.open(layout);
        OracleComparison comparison = new OracleComparison(backend)) {
      cases.forEach(parityCase -> parityCase.run(comparison));
      assertEquals(0, backend.memory().liveBytes(), "live bytes after all cases");
    }
  }
}
