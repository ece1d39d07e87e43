package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.DeviceLimits;

/**
 * The device for which a choice was measured: what decides which kernel is fastest.
 *
 * @param name hardware name
 * @param driver driver version
 * @param computeUnits processors, which a virtual machine may have fewer of than its hardware
 */
public record TunedDevice(String name, String driver, int computeUnits) {

  /** The device with these limits. */
  public static TunedDevice of(DeviceLimits limits) {
    return new TunedDevice(limits.name(), limits.driver(), limits.computeUnits());
  }
}
