package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;

/** Lists the devices twice and opens the first OpenCL one: what a user's first command does. */
final class ListDevices {
  private ListDevices() {}

  /** Prints {@code id|available|reason} lines, then {@code opened} or {@code refused|reason}. */
  public static void main(String[] arguments) {
    for (int round = 0; round < 2; round++) {
      for (DeviceInfo device : Backends.devices()) {
        if (device.id().startsWith("opencl")) {
          System.out.println(device.id() + "|" + device.available() + "|" + device.reason());
        }
      }
    }
    try {
      Backends.require("opencl").close();
      System.out.println("opened");
    } catch (BackendUnavailableException refused) {
      System.out.println("refused|" + refused.getMessage());
    }
  }
}
