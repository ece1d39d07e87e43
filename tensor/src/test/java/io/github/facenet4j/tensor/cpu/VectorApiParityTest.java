package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.BackendParity;
import org.junit.jupiter.api.Assumptions;

/**
 * Every op with the Vector API against the oracle, on more threads than most test machines have.
 */
class VectorApiParityTest extends BackendParity {

  @Override
  protected Backend open() {
    Assumptions.assumeTrue(
        KernelChoice.isModulePresent(),
        "this JVM was started without --add-modules jdk.incubator.vector");
    return new CpuBackend(3, KernelChoice.choose("on"));
  }

  @Override
  protected int[] winogradSides() {
    return new int[] {WinogradPlan.OUTPUTS};
  }
}
