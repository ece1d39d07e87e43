package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tensor-core rung with its instructions emulated, so that its tiles, fragments and edges run
 * on any device; and what the probe says where the instructions do not build.
 */
class TensorCoreTest {
  private OpenClBackend backend;

  @BeforeEach
  void open() {
    backend = TestDevice.open();
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  private Optional<String> probe(KernelVariant variant, Precision precision) {
    return new TensorCoreProbe(backend.runtime(), backend).refusal(List.of(variant), precision);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void givesTheRoundedRungsResultsInEveryOperandOrder(Precision precision) {
    KernelVariant variant = GemmVariants.tensorCore(precision).get(0).with("EMULATE", 1);
    assertEquals(Optional.empty(), probe(variant, precision));
  }

  @Test
  void whereTheInstructionsDoNotBuildTheRoundedRungIsUsed() {
    String said = backend.usePrecision(Precision.BF16);
    assertTrue(said.contains("by gemm/05_rounded.cl; no tensor cores: "), said);
    assertEquals(1, said.lines().count(), said);
    assertEquals(said, backend.usePrecision(Precision.BF16));
  }
}
