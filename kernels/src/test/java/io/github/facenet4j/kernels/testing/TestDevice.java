package io.github.facenet4j.kernels.testing;

import static org.junit.jupiter.api.Assertions.fail;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import org.junit.jupiter.api.Assumptions;

/** The OpenCL device that tests run on. */
public final class TestDevice {
  /** When true, a missing device is a failure: the lane with OpenCL must not pass by skipping. */
  public static final String REQUIRE_PROPERTY = "facenet4j.test.requireOpenCl";

  private TestDevice() {}

  /**
   * The first available device; without one the test is skipped, or fails where one is required.
   */
  public static OpenClBackend open() {
    return open(Profiling.OFF);
  }

  /** The same, with or without event times. */
  public static OpenClBackend open(Profiling profiling) {
    try {
      return OpenClProvider.open("opencl", profiling);
    } catch (BackendUnavailableException absent) {
      if (Boolean.getBoolean(REQUIRE_PROPERTY)) {
        fail("An OpenCL device is required by " + REQUIRE_PROPERTY + ": " + absent.getMessage());
      }
      Assumptions.abort(absent.getMessage());
      throw absent;
    }
  }
}
