package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.testing.GemmCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rung of the matrix product against the oracle, on every case. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GemmVariantsTest {
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

  Stream<KernelVariant> variants() {
    return ((OpenClGemmOps) backend.gemm())
        .variants().stream().filter(variant -> variant.fits(backend.runtime().limits()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void agreesWithTheOracle(KernelVariant variant) {
    backend.choices().force(OpenClGemmOps.FAMILY, variant.name());
    List<ParityCase> cases = GemmCases.all();
    assertFalse(cases.isEmpty());
    try (OracleComparison comparison = new OracleComparison(backend)) {
      cases.forEach(parityCase -> parityCase.run(comparison));
    } finally {
      backend.choices().release(OpenClGemmOps.FAMILY);
    }
  }
}
