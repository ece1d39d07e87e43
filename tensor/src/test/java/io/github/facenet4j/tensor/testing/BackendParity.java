package io.github.facenet4j.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.spi.Backend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every op of a backend against the oracle: extend it and say how to open the backend.
 *
 * <p>One test method a family, so {@code -Dtest=MyParityTest#gemm} runs one. A test of one variant
 * of one op may also run the cases itself: {@code GemmCases.all()} with an {@link
 * OracleComparison}.
 */
public abstract class BackendParity {
  private OracleComparison comparison;

  /** Opens the backend under test; it is closed after each family. */
  protected abstract Backend open();

  /**
   * Every m for which the backend may compute 3×3 convolutions by Winograd's F(m×m, 3×3), see
   * {@link OracleComparison#winograd}.
   */
  protected int[] winogradSides() {
    return new int[0];
  }

  @BeforeEach
  final void openBoth() {
    comparison = new OracleComparison(open());
    comparison.winograd(winogradSides());
  }

  @AfterEach
  final void closeBoth() {
    if (comparison == null) {
      return; // open() has skipped the test: there is no such device here
    }
    comparison.close();
    long live = comparison.device().memory().liveBytes();
    comparison.device().close();
    assertEquals(0, live, "live bytes after all cases");
  }

  private Stream<DynamicTest> tests(List<ParityCase> cases) {
    return cases.stream()
        .map(
            parityCase ->
                DynamicTest.dynamicTest(parityCase.name(), () -> parityCase.run(comparison)));
  }

  @TestFactory
  protected Stream<DynamicTest> gemm() {
    return tests(GemmCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> conv() {
    return tests(ConvCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> convAll() {
    return tests(ConvAllCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> invertedResidual() {
    return tests(InvertedResidualCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> pool() {
    return tests(PoolCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> batchNorm() {
    return tests(BatchNormCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> norm() {
    return tests(NormCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> elementwise() {
    return tests(ElementwiseCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> metric() {
    return tests(MetricCases.all());
  }

  @TestFactory
  protected Stream<DynamicTest> optim() {
    return tests(OptimCases.all());
  }
}
