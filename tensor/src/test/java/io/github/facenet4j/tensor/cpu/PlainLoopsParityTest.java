package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.BackendParity;

/** Every op with plain loops against the oracle. */
class PlainLoopsParityTest extends BackendParity {

  @Override
  protected Backend open() {
    return new CpuBackend(2, KernelChoice.choose("off"));
  }

  @Override
  protected int[] winogradSides() {
    return new int[] {WinogradPlan.OUTPUTS};
  }
}
