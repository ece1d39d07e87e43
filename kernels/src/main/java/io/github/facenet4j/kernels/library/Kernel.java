package io.github.facenet4j.kernels.library;

/** A compiled kernel on one device. Thread-safe. */
public interface Kernel {

  /** The variant it was compiled from. */
  KernelVariant variant();

  /**
   * Sets the arguments and appends the launch to the device's in-order queue; returns before the
   * work is done.
   *
   * @param what who asks, for messages and timings: the spec's layer
   * @param size work-items needed; rounded up to the variant's work-group
   * @param arguments in the kernel's order: {@code Tensor}, {@code Scratch} or {@code Storage} for
   *     a buffer, {@code null} for an absent one, {@code Integer}, {@code Float}, {@code int[]} of
   *     2, 4, 8 or 16 for an OpenCL {@code intN}
   */
  void launch(String what, WorkSize size, Object... arguments);
}
