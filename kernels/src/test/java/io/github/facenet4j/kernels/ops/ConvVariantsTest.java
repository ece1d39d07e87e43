package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rung of each pass of the convolution against the oracle, on every case of that pass. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConvVariantsTest {
  private OpenClBackend backend;

  @BeforeAll
  void open() {
    backend = TestDevice.open();
  }

  @AfterAll
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  Stream<Arguments> variants() {
    OpenClConvOps conv = (OpenClConvOps) backend.conv();
    return Arrays.stream(Pass.values())
        .flatMap(
            pass ->
                conv.variants(pass).stream()
                    .filter(variant -> variant.fits(backend.runtime().limits()))
                    .map(variant -> Arguments.of(pass, variant)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void agreesWithTheOracle(Pass pass, KernelVariant variant) {
    backend.choices().force(pass.family(), variant.name());
    List<ParityCase> cases = ConvPassCases.of(pass);
    assertFalse(cases.isEmpty());
    try (OracleComparison comparison = new OracleComparison(backend)) {
      if (ConvVariants.isWinograd(variant)) {
        comparison.winograd(variant.parameter("TILE"));
      }
      cases.forEach(parityCase -> parityCase.run(comparison));
    } finally {
      backend.choices().release(pass.family());
    }
  }
}
