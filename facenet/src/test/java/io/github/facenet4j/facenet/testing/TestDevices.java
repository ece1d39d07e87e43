package io.github.facenet4j.facenet.testing;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The devices that tests of whole networks run on; one that is missing skips with the reason. */
public final class TestDevices {
  /**
   * {@code required}: a missing OpenCL device fails the test; {@code off}: it is not looked for.
   */
  private static final String LANE = System.getProperty("facenet4j.test.opencl", "available");

  private static final String OPENCL = "opencl";

  private TestDevices() {}

  /** Ids for parameterized tests. */
  public static List<String> all() {
    return List.of("reference", "cpu", OPENCL);
  }

  /** The device, or a skipped test. */
  public static Backend open(String id) {
    requireWanted(id);
    try {
      return Backends.require(id);
    } catch (BackendUnavailableException missing) {
      if (id.equals(OPENCL) && LANE.equals("required")) {
        throw missing;
      }
      return Assumptions.abort(missing.getMessage());
    }
  }

  /** Skips the test where the device is missing. */
  public static void require(String id) {
    open(id).close();
  }

  private static void requireWanted(String id) {
    Assumptions.assumeFalse(
        id.equals(OPENCL) && LANE.equals("off"), "-Dfacenet4j.test.opencl=off leaves OpenCL out");
  }
}
