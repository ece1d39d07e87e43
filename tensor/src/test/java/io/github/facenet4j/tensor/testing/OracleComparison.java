package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;

/** A device under test beside the oracle. */
public final class OracleComparison implements AutoCloseable {
  private final Backend device;
  private final ReferenceBackend oracle = new ReferenceBackend();
  private double constant = 1;

  /** A comparison with this device, which stays the caller's to close. */
  public OracleComparison(Backend device) {
    this.device = device;
  }

  /**
   * Sets c of the bounds on sums. One is right for any order of summation; an algorithm that trades
   * accuracy for multiplications (Winograd) has a larger one, which its test must derive.
   */
  public void constant(double c) {
    constant = c;
  }

  /** The device under test. */
  public Backend device() {
    return device;
  }

  /** A new op call to compare. */
  public OpRun op(String name) {
    return new OpRun(device, oracle, constant, name);
  }

  @Override
  public void close() {
    oracle.close();
  }
}
