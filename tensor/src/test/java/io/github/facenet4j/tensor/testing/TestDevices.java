package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The devices on which whole passes are tested: the oracle, the pure-JVM backend, and OpenCL where
 * there is some.
 *
 * <p>The system property {@value #LANE_PROPERTY} says {@code required} (a missing OpenCL device
 * fails the test), {@code off} (OpenCL is left out) or nothing (a missing device skips the test
 * with the reason).
 */
public final class TestDevices {
  /** What to do about OpenCL. */
  public static final String LANE_PROPERTY = "facenet4j.test.opencl";

  private static final String LANE = System.getProperty(LANE_PROPERTY, "available");
  private static final String OPENCL = "opencl";

  private TestDevices() {}

  /** Ids for parameterized tests. */
  public static Stream<String> all() {
    return Stream.of("reference", "cpu", OPENCL);
  }

  /** The device, or a skipped test. */
  public static Backend open(String id) {
    return id.equals(OPENCL) ? openCl(() -> Backends.require(id)) : Backends.require(id);
  }

  /** Skips the test where the device is missing. */
  public static void require(String id) {
    open(id).close();
  }

  /** What opens an OpenCL device, or a skipped test. */
  public static <B extends Backend> B openCl(Supplier<B> opening) {
    Assumptions.assumeFalse(LANE.equals("off"), "-D" + LANE_PROPERTY + "=off leaves OpenCL out");
    try {
      return opening.get();
    } catch (BackendUnavailableException missing) {
      if (LANE.equals("required")) {
        throw missing;
      }
      return Assumptions.abort(missing.getMessage());
    }
  }
}
