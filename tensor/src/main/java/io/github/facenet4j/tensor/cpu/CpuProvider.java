package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendProvider;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.List;
import java.util.Map;

/** Offers the processor that runs the JVM as device {@code cpu}; needs nothing but the JDK. */
public final class CpuProvider implements BackendProvider {
  /** System property: threads that work on an op; the default is one a processor. */
  static final String THREADS_PROPERTY = "facenet4j.cpu.threads";

  private static final String ID = "cpu";
  private static final int PRIORITY = 10;

  @Override
  public String name() {
    return ID;
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public List<DeviceInfo> devices() {
    try {
      return List.of(CpuBackend.describe(threads(), KernelChoice.choose()));
    } catch (BackendUnavailableException refused) {
      String reason = refused.getMessage();
      return List.of(new DeviceInfo(ID, CpuBackend.NAME, DeviceType.CPU, false, reason, Map.of()));
    }
  }

  @Override
  public Backend open(String id) {
    return open(id, KernelChoice.choose());
  }

  @Override
  public Backend openBriefly(String id) {
    return open(id, KernelChoice.chooseBriefly());
  }

  private static Backend open(String id, KernelSet kernels) {
    if (!id.equals(ID)) {
      throw new BackendUnavailableException(
          "Device '" + id + "' is not known; the pure-JVM backend has one device, '" + ID + "'.");
    }
    return new CpuBackend(threads(), kernels);
  }

  private static int threads() {
    String asked = System.getProperty(THREADS_PROPERTY);
    if (asked == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(asked);
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException notANumber) {
      // Same message as for a number out of range.
    }
    throw new BackendUnavailableException(
        "-D" + THREADS_PROPERTY + "=" + asked + " must be a whole number of at least 1.");
  }
}
