package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.BackendParity;

/** Every op of the backend as it chooses its kernels itself, against the oracle. */
class OpenClParityTest extends BackendParity {
  @Override
  protected Backend open() {
    return TestDevice.open();
  }

  @Override
  protected int[] winogradSides() {
    return new int[] {2, 3, 4};
  }
}
