package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
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
 * The probe for tensor cores with the instructions emulated, so that its tiles, fragments and edges
 * run on any device; and what it says where the instructions do not build.
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

  private TensorCoreProbe probe(Precision precision) {
    return new TensorCoreProbe(backend.runtime(), backend, precision);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void givesTheRoundedRungsResultsInEveryOperandOrder(Precision precision) {
    KernelVariant variant = GemmVariants.tensorCore(precision).get(0).with("EMULATE", 1);
    assertEquals(Optional.empty(), probe(precision).productRefusal(List.of(variant)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void givesTheRoundedRungsResultsInEveryPass(Precision precision) {
    for (Pass pass : Pass.values()) {
      KernelVariant variant = RoundedConvVariants.tensorCore(pass, precision).get(0);
      assertEquals(Optional.empty(), refusal(pass, variant, precision), pass + " " + variant);
    }
  }

  @Test
  void soDoTheLargestTiles() {
    for (Pass pass : Pass.values()) {
      KernelVariant variant = RoundedConvVariants.tensorCore(pass, Precision.BF16).get(3);
      assertEquals(Optional.empty(), refusal(pass, variant, Precision.BF16), pass + " " + variant);
    }
  }

  private Optional<String> refusal(Pass pass, KernelVariant variant, Precision precision) {
    return probe(precision).convolutionRefusal(pass, List.of(variant.with("EMULATE", 1)));
  }

  @Test
  void aKernelThatGivesOtherResultsIsRefused() {
    // Blocks of half the width: half of the columns are not computed.
    KernelVariant wrong =
        RoundedConvVariants.tensorCore(Pass.FORWARD, Precision.BF16).get(0).with("WN", 16);
    String why = refusal(Pass.FORWARD, wrong, Precision.BF16).orElseThrow();
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
      assertTrue(said.contains("error"), said);
      assertEquals(Precision.BF16, rounding.precision());
    }
    assertEquals("fp32", backend.productKernels());
  }
}
