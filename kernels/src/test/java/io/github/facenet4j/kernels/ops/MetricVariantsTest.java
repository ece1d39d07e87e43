package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.testing.MetricCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rung of distance, selection and loss against the oracle, on every case. */
class MetricVariantsTest {
  static List<KernelVariant> distances() {
    return PairwiseDistance.VARIANTS;
  }

  static List<KernelVariant> selections() {
    return NegativeSelection.VARIANTS;
  }

  static List<KernelVariant> losses() {
    return FusedTripletLoss.VARIANTS;
  }

  @ParameterizedTest
  @MethodSource("distances")
  void distanceAgreesWithTheOracle(KernelVariant variant) {
    run(PairwiseDistance.FAMILY, variant, "distance");
    run(PairwiseDistance.FAMILY, variant, "unit distance");
  }

  @ParameterizedTest
  @MethodSource("selections")
  void selectionAgreesWithTheOracle(KernelVariant variant) {
    run(NegativeSelection.FAMILY, variant, "select");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAgreesWithTheOracle(KernelVariant variant) {
    run(FusedTripletLoss.FAMILY, variant, "triplet");
    run(FusedTripletLoss.FAMILY, variant, "contrastive");
  }

  /** Selection by this rung and the loss by its second one, which are one kernel after rung 3. */
  @ParameterizedTest
  @MethodSource("selections")
  void selectionWithLossAgreesWithTheOracle(KernelVariant variant) {
    try (OpenClBackend backend = TestDevice.open();
        OracleComparison comparison = new OracleComparison(backend)) {
      assumeTrue(variant.fits(backend.runtime().limits()), variant.name());
      backend.choices().force(NegativeSelection.FAMILY, variant.name());
      backend.choices().force(FusedTripletLoss.FAMILY, FusedTripletLoss.SPARSE.name());
      long before = backend.counters().launches();
      int cases = 0;
      for (ParityCase each : MetricCases.all()) {
        if (each.name().startsWith("mined")) {
          each.run(comparison);
          cases++;
        }
      }
      assertTrue(cases > 0);
      int perCall = variant.path().equals("triplet/03_buckets.cl") ? 2 : 3;
      assertEquals((long) perCall * cases, backend.counters().launches() - before);
    }
  }

  /** The rung that scales distances instead of rows keeps what equal rows promise. */
  @Test
  void unitDistanceOfEqualRowsIsZero() {
    Shape rows = Shape.of(70, 37);
    float[] values = new RandomData("equal rows").values(rows);
    for (int row = 1; row < 70; row += 2) {
      System.arraycopy(values, (row - 1) * 37, values, row * 37, 37);
    }
    try (OpenClBackend backend = TestDevice.open();
        MemoryScope scope = MemoryScope.root(backend, "equal rows")) {
      Tensor x = scope.floats(rows, values);
      for (KernelVariant variant : PairwiseDistance.VARIANTS) {
        if (variant.path().equals("distance/04_vectorised.cl")) {
          backend.choices().force(PairwiseDistance.FAMILY, variant.name());
          Tensor distances = scope.floats(Shape.of(70, 70));
          backend.metric().unitSquaredDistance(L2NormSpec.of("equal", 70, 37), x, distances);
          float[] d = distances.readFloats();
          for (int row = 1; row < 70; row += 2) {
            assertEquals(0f, d[row * 70 + row - 1], "rows " + (row - 1) + " and " + row);
            assertTrue(d[row * 70 + (row + 1) % 70] > 0.1f, "rows " + row + " and the next");
          }
        }
      }
    }
  }

  /** Runs the cases whose name begins like this. */
  private static void run(String family, KernelVariant variant, String cases) {
    List<ParityCase> chosen =
        MetricCases.all().stream()
            .filter(c -> c.name().toLowerCase(Locale.ROOT).startsWith(cases))
            .toList();
    assertNotEquals(0, chosen.size(), "cases of " + cases);
    try (VariantBackend backend = VariantBackend.open();
        OracleComparison comparison = new OracleComparison(backend)) {
      backend.choices().force(family, variant.name());
      chosen.forEach(parityCase -> parityCase.run(comparison));
      assertEquals(0, backend.memory().liveBytes(), "live bytes after all cases");
    }
  }
}
