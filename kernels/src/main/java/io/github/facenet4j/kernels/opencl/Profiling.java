package io.github.facenet4j.kernels.opencl;

/** Whether the queue keeps the start and end time of every kernel. */
public enum Profiling {
  /** No times; nothing is kept. */
  OFF,
  /** Times are kept until {@link OpenClBackend#drainTimings()} takes them. */
  ON;

  /** {@code ON} when the system property {@code facenet4j.opencl.profile} is {@code true}. */
  static Profiling byProperty() {
    return Boolean.getBoolean("facenet4j.opencl.profile") ? ON : OFF;
  }
}
