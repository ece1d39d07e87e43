package io.github.facenet4j.kernels.tuning;

/** Tells how long a device is busy with calls. */
@FunctionalInterface
public interface LaunchClock {

  /**
   * Makes the calls and waits for them.
   *
   * @return from the start of their first launch to the end of their last, by the device's clock
   */
  long nanos(Runnable calls);
}
