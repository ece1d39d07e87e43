package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.BackendParity;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

/** Every op of the pure-JVM backend against the oracle, with both kinds of inner loops. */
class CpuParityTest {

  /** With the Vector API, on more threads than the test machine may have. */
  @Nested
  class VectorApi extends BackendParity {
    @Override
    protected Backend open() {
      Assumptions.assumeTrue(
          KernelChoice.isModulePresent(),
          "this JVM was started without --add-modules jdk.incubator.vector");
      return new CpuBackend(3, KernelChoice.choose("on"));
    }
  }

  /** Without it. */
  @Nested
  class PlainLoops extends BackendParity {
    @Override
    protected Backend open() {
      return new CpuBackend(2, KernelChoice.choose("off"));
    }
  }
}
