package io.github.facenet4j.bench.roofline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The peak of matrix instructions; they are emulated here. */
class TensorPeaksTest {
  private OpenClBackend backend;

  @BeforeEach
  void open() {
    backend = TestDevices.openCl(() -> OpenClProvider.open("opencl", Profiling.ON));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void everyItemAddsWhatTheRateCounts(Precision precision) {
    int items = 64;
    int rounds = 5;
    KernelVariant variant =
        TensorPeaks.variant(precision).with("GROUP", 32).with("EMULATE", 1).group(32);
    try (MemoryScope scope = MemoryScope.root(backend, "peak")) {
      Tensor out = scope.floats(Shape.of(items));
      backend.runtime().kernel(variant).launch("peak", WorkSize.of(items), rounds, 0, out);
      double sum = 0;
      for (float each : out.readFloats()) {
        sum += each;
      }
      // Ones: each multiply-add adds 1. A nanosecond for them all makes the rate their number
      // twice.
      assertEquals(2 * sum, TensorPeaks.rate(precision, items, rounds, 1));
      backend.runtime().kernel(variant).launch("peak", WorkSize.of(items), rounds, 1, out);
      for (float each : out.readFloats()) {
        double share = each / (sum / items);
        assertTrue(share > 1 && share < 4, "operands in [1,2): " + share);
      }
    }
  }

  @Test
  void whatDoesNotComputeItHasNoPeak() {
    Map<Precision, Double> gflops = new EnumMap<>(Precision.class);
    KernelVariant other =
        KernelVariant.of("probe/tensor_peak.cl")
            .with("GROUP", 32)
            .with("PRECISION", Precision.BF16.ordinal())
            .with("EMULATE", 1)
            .group(32);
    Optional<String> why = TensorPeaks.measure(backend, Precision.TF32, other, gflops);
    assertTrue(why.orElseThrow().endsWith("builds but gives other results"), why.toString());
    assertEquals(Map.of(), gflops);
  }

  @Test
  void aProcessorHasNoneAndIsNotAsked() {
    TensorPeaks peaks = TensorPeaks.of(backend);
    assertEquals(Map.of(), peaks.gflops());
    assertEquals(3, peaks.refusals().size());
  }

  @Test
  void belongsToTheVariantsOfTheSamePrecision() {
    TensorPeaks peaks = new TensorPeaks(Map.of(Precision.BF16, 5.0), Map.of());
    String variant = "gemm/07_multistage_tensor_core BK=32 PRECISION=%d STAGES=3";
    assertEquals(Optional.of(5.0), peaks.of(variant.formatted(2)));
    assertEquals(Optional.empty(), peaks.of(variant.formatted(1)));
    assertEquals(Optional.empty(), peaks.of("gemm/05_rounded PRECISION=2"));
  }
}
