package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.ops.Rounding;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendProvider;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;

/** Devices {@code opencl:PLATFORM:DEVICE}; the bare {@code opencl} is the first available one. */
public final class OpenClProvider implements BackendProvider {
  static final String NAME = "opencl";

  /** Touches nothing native; that happens when devices are asked for. */
  public OpenClProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public List<DeviceInfo> devices() {
    return OpenClDevices.find().infos();
  }

  /** Uses the choices of the tuning file that was asked for, if one was. */
  @Override
  public Backend open(String id) {
    return open(id, Precision.FP32);
  }

  /** As {@link #open(String)}. */
  @Override
  public Backend open(String id, Precision precision) {
    OpenClBackend backend = open(id, Profiling.byProperty(), precision);
    try {
      OpenClTuning.useAskedFor(backend.tuning().orElseThrow());
      return backend;
    } catch (RuntimeException unreadable) {
      backend.close();
      throw unreadable;
    }
  }

  /**
   * Opens a device in single precision with or without event times.
   *
   * @param id {@code opencl} or {@code opencl:PLATFORM:DEVICE}
   * @throws BackendUnavailableException with the reason
   */
  public static OpenClBackend open(String id, Profiling profiling) {
    return open(id, profiling, Precision.FP32);
  }

  /**
   * Opens a device with or without event times; its products round their operands.
   *
   * @param id {@code opencl} or {@code opencl:PLATFORM:DEVICE}
   * @throws BackendUnavailableException with the reason
   * @throws IllegalArgumentException where the device is too small for the kernels that round
   */
  public static OpenClBackend open(String id, Profiling profiling, Precision precision) {
    OpenClDevices all = OpenClDevices.find();
    if (all.devices().isEmpty()) {
      throw new BackendUnavailableException("Device '" + id + "': " + all.problem());
    }
    List<OpenClDevice> asked =
        all.devices().stream()
            .filter(device -> id.equals(NAME) || device.info().id().equals(id))
            .toList();
    if (asked.isEmpty()) {
      throw new BackendUnavailableException(
          "Device '%s' is not there; OpenCL lists %s."
              .formatted(id, String.join(", ", all.infos().stream().map(DeviceInfo::id).toList())));
    }
    OpenClDevice device =
        asked.stream()
            .filter(candidate -> candidate.info().available())
            .findFirst()
            .orElseThrow(() -> new BackendUnavailableException(asked.get(0).info().reason()));
    if (precision != Precision.FP32) {
      Rounding.requireFits(device.limits());
    }
    try {
      return new OpenClBackend(device, profiling, precision);
    } catch (OpenClException refused) {
      throw new BackendUnavailableException(
          "Device '" + device.info().id() + "' cannot be opened: " + refused.getMessage(), refused);
    }
  }
}
