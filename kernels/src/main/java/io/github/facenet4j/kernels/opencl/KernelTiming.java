package io.github.facenet4j.kernels.opencl;

/**
 * One kernel launch as the device timed it.
 *
 * @param kernel the variant's name
 * @param what who asked: the spec's layer
 * @param startNanos device clock
 * @param endNanos device clock
 */
public record KernelTiming(String kernel, String what, long startNanos, long endNanos) {

  /** How long it ran. */
  public long nanos() {
    return endNanos - startNanos;
  }
}
