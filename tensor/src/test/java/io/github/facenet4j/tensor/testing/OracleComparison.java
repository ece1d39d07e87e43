package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;

/** A device under test beside the oracle. */
public final class OracleComparison implements AutoCloseable {
  private final Backend device;
  private final ReferenceBackend oracle = new ReferenceBackend();
  private int[] winogradSides = {};

  /** A comparison with this device, which stays the caller's to close. */
  public OracleComparison(Backend device) {
    this.device = device;
  }

  /**
   * Says that the device may compute 3×3 convolutions by Winograd's F(m×m, 3×3), and so may be off
   * by {@link WinogradBound}.
   *
   * @param sides every m that it may take
   */
  public void winograd(int... sides) {
    winogradSides = sides;
  }

  /** Every m that the device may take. */
  int[] winogradSides() {
    return winogradSides;
  }

  /** The device under test. */
  public Backend device() {
    return device;
  }

  /** A new op call to compare. */
  public OpRun op(String name) {
    return new OpRun(device, oracle, name);
  }

  @Override
  public void close() {
    oracle.close();
  }
}
