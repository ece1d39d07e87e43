package io.github.facenet4j.tensor.spi;

import java.util.List;

/**
 * Finds and opens the devices of one kind of backend; found through {@link
 * java.util.ServiceLoader}.
 *
 * <p>Constructing a provider and asking for devices must never fail: what is missing is a {@link
 * DeviceInfo} with {@code available = false} and the reason.
 */
public interface BackendProvider {

  /** First part of the device ids, such as {@code opencl}. */
  String name();

  /**
   * Rank for {@code Backends.best()}: the highest available wins; negative means never chosen
   * unasked.
   */
  int priority();

  /** At least one entry; the first available one is what the bare name selects. */
  List<DeviceInfo> devices();

  /**
   * Opens a device.
   *
   * @param id an id of {@link #devices()} or the bare name
   * @throws BackendUnavailableException with the reason when there is no such device or it cannot
   *     be opened
   */
  Backend open(String id);

  /**
   * Opens a device whose products round their operands.
   *
   * @param id as in {@link #open(String)}
   * @throws BackendUnavailableException as {@link #open(String)}, and where the device computes in
   *     {@link Precision#FP32} only
   * @throws IllegalArgumentException where it is too small for the kernels that round
   */
  default Backend open(String id, Precision precision) {
    if (precision != Precision.FP32) {
      throw new BackendUnavailableException(
          "Precision '%s' was asked for, and device '%s' computes in fp32 only. Use --precision fp32 or an OpenCL device."
              .formatted(precision.label(), id));
    }
    return open(id);
  }

  /**
   * Opens a device for a process that ends after some ten images. A provider whose fastest kernels
   * take long until they are fast gives it others; the last bits of results may differ by that.
   *
   * @param id as in {@link #open}
   * @throws BackendUnavailableException as {@link #open}
   */
  default Backend openBriefly(String id) {
    return open(id);
  }
}
