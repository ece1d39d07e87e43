package io.github.facenet4j.nn;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The devices on which whole passes are tested: the oracle, the pure-JVM backend, and OpenCL where
 * there is some. The property {@code facenet4j.test.opencl} says {@code required} (its absence
 * fails), {@code off} (it is left out) or nothing (its absence skips with the reason).
 */
public final class TestDevices {
  private static final String OPENCL = "opencl";
  private static final String LANE = System.getProperty("facenet4j.test.opencl", "available");

  private TestDevices() {}

  /** Ids for parameterized tests. */
  public static Stream<String> all() {
    return Stream.of("reference", "cpu", OPENCL);
  }

  /** The device, or a skipped test. */
  public static Backend open(String id) {
    Assumptions.assumeFalse(
        id.equals(OPENCL) && LANE.equals("off"), "-Dfacenet4j.test.opencl=off leaves OpenCL out");
    try {
      return Backends.require(id);
    } catch (BackendUnavailableException missing) {
      if (id.equals(OPENCL) && !LANE.equals("required")) {
        return Assumptions.abort(missing.getMessage());
      }
      throw missing;
    }
  }
}
