package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.BackendParity;

/**
 * The oracle against itself, read back in single precision: shows that every case is well formed
 * and that its bound admits the correctly rounded result.
 */
class ReferenceParityTest extends BackendParity {

  @Override
  protected Backend open() {
    return new ReferenceBackend();
  }
}
