package io.github.facenet4j.kernels.testing;

import static org.junit.jupiter.api.Assertions.fail;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/**
 * The OpenCL device that tests run on, by the system property {@code facenet4j.test.opencl}: {@code
 * required} fails a test that finds none, {@code off} skips, anything else uses what is there.
 *
 * <p>When the tests end, the number of kernels they launched is written to {@code
 * target/opencl-launches.txt}: a lane that skipped everything must not look like one that passed.
 */
public final class TestDevice {
  private static final String PROPERTY = "facenet4j.test.opencl";
  private static final List<TransferCounters> COUNTERS = new CopyOnWriteArrayList<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestDevice::writeLaunches));
  }

  private TestDevice() {}

  /**
   * The first available device; without one the test is skipped, or fails where one is required.
   */
  public static OpenClBackend open() {
    return open(Profiling.OFF);
  }

  /** The same, with or without event times. */
  public static OpenClBackend open(Profiling profiling) {
    String wanted = System.getProperty(PROPERTY, "");
    Assumptions.assumeFalse(wanted.equals("off"), PROPERTY + " is off");
    try {
      OpenClBackend device = OpenClProvider.open("opencl", profiling);
      COUNTERS.add(device.counters());
      return device;
    } catch (BackendUnavailableException absent) {
      if (wanted.equals("required")) {
        fail("An OpenCL device is required by " + PROPERTY + ": " + absent.getMessage());
      }
      Assumptions.abort(absent.getMessage());
      throw absent;
    }
  }

  private static void writeLaunches() {
    long launches = COUNTERS.stream().mapToLong(TransferCounters::launches).sum();
    Path target = Path.of("target");
    if (launches > 0 && Files.isDirectory(target)) {
      try {
        Files.writeString(target.resolve("opencl-launches.txt"), launches + "\n");
      } catch (IOException unwritable) {
        System.err.println("opencl-launches.txt could not be written: " + unwritable);
      }
    }
  }
}
