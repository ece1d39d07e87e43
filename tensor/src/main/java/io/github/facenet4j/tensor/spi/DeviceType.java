package io.github.facenet4j.tensor.spi;

/** What kind of hardware a device is; kernel families are chosen by it. */
public enum DeviceType {
  /** Processor cores. */
  CPU,
  /** Graphics processor. */
  GPU,
  /** Anything else that OpenCL offers. */
  ACCELERATOR
}
