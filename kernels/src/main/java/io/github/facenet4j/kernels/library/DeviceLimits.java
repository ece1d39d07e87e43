package io.github.facenet4j.kernels.library;

import io.github.facenet4j.tensor.spi.DeviceType;

/**
 * What a device allows and how wide it is; variants are checked against it and defaults chosen by
 * it.
 *
 * @param name hardware name, for messages and cache keys
 * @param driver driver version, for cache keys
 * @param type kind of hardware
 * @param computeUnits processors that run work-groups independently
 * @param vectorWidth floats of one vector register; 1 on devices that work item by item
 * @param maxWorkGroupSize most work-items in one group
 * @param localMemoryBytes local memory of one group
 * @param globalMemoryBytes memory of the device
 * @param maxAllocationBytes largest single buffer
 */
public record DeviceLimits(
    String name,
    String driver,
    DeviceType type,
    int computeUnits,
    int vectorWidth,
    long maxWorkGroupSize,
    long localMemoryBytes,
    long globalMemoryBytes,
    long maxAllocationBytes) {

  /**
   * Whether the family for processor cores applies; GPUs and other accelerators share the other.
   */
  public boolean isCpu() {
    return type == DeviceType.CPU;
  }
}
