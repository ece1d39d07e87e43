package io.github.facenet4j.kernels.testing;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The OpenCL device that tests run on. When the tests end, the number of kernels that they launched
 * on it is written to {@code target/opencl-launches.txt}, so that {@code bin/test} can tell a run
 * that passed from a run that skipped.
 */
public final class TestDevice {
  private static final Path LAUNCHES = Path.of("target", "opencl-launches.txt");
  private static final Queue<TransferCounters> OPENED = new ConcurrentLinkedQueue<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestDevice::writeLaunches));
  }

  private TestDevice() {}

  /** The first available device, or a skipped test. */
  public static OpenClBackend open() {
    return open(Profiling.OFF);
  }

  /** The same, with or without event times. */
  public static OpenClBackend open(Profiling profiling) {
    return open(profiling, Precision.FP32);
  }

  /** The same with operands of products rounded so. */
  public static OpenClBackend open(Precision precision) {
    return open(Profiling.OFF, precision);
  }

  private static OpenClBackend open(Profiling profiling, Precision precision) {
    OpenClBackend backend =
        TestDevices.openCl(() -> OpenClProvider.open("opencl", profiling, precision));
    OPENED.add(backend.counters());
    return backend;
  }

  private static void writeLaunches() {
    long launches = OPENED.stream().mapToLong(TransferCounters::launches).sum();
    try {
      if (Files.isDirectory(LAUNCHES.getParent())) {
        Files.writeString(LAUNCHES, launches + System.lineSeparator());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
