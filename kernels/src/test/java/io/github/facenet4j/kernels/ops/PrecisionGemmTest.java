package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of rounded operands: the stated bound, and the very rounding. */
class PrecisionGemmTest {
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

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void staysWithinTheBoundAndRoundsToNearest(Precision precision) {
    try (OpenClBackend rounding = TestDevice.open(precision)) {
      for (KernelVariant variant : GemmVariants.rounded(precision)) {
        for (Transpose a : Transpose.values()) {
          for (Transpose b : Transpose.values()) {
            compare(rounding, variant, GemmSpec.of("gemm", 35, 66, 41).transposed(a, b));
            compare(rounding, variant, GemmSpec.of("gemm", 68, 20, 36).transposed(a, b));
          }
        }
      }
    }
  }

  private void compare(OpenClBackend rounding, KernelVariant variant, GemmSpec spec) {
    Precision precision = rounding.precision();
    String what = variant.name() + " " + spec;
    GemmProbe product = new GemmProbe(spec, 7);
    rounding.choices().force(Families.of(OpenClGemmOps.FAMILY, precision), variant.name());
    float[] found = product.multiply(rounding);
    product.assertWithin(found, precision.productBound(spec.k()), what);
    product.assertBeyond(found, precision.unitRoundoff() / 100, what);
    // A float kernel over operands that were rounded beforehand, in the same order of sums.
    backend.choices().force(OpenClGemmOps.FAMILY, unrounded(variant).name());
    assertArrayEquals(product.rounded(precision).multiply(backend), found, what);
  }

  private KernelVariant unrounded(KernelVariant variant) {
    return ((OpenClGemmOps) backend.gemm())
        .variants().stream()
            .filter(v -> v.path().equals(GemmVariants.VECTORISED))
            .filter(v -> v.parameter("BM") == variant.parameter("BM"))
            .filter(v -> v.parameter("RN") == variant.parameter("RN"))
            .findFirst()
            .orElseThrow();
  }
}
