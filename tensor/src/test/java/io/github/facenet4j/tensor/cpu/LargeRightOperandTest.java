package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.GemmCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products whose right operand is packed group by group because it is too large to pack whole. */
class LargeRightOperandTest {

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void agreesWithTheOracle(String setting) {
    try (CpuBackend cpu = new CpuBackend(2, KernelChoice.choose(setting));
        OracleComparison comparison = new OracleComparison(cpu)) {
      for (int rows : new int[] {5, 197}) {
        GemmSpec wide =
            GemmSpec.of("wide", rows, 2101, 2003).transposed(Transpose.NO, Transpose.YES);
        GemmCases.assign(comparison, wide, EpilogueKind.BIAS_RELU);
      }
      GemmSpec deep = GemmSpec.of("deep", 9, 70, 60_001).transposed(Transpose.NO, Transpose.YES);
      GemmCases.assign(comparison, deep, EpilogueKind.NONE);
    }
  }
}
