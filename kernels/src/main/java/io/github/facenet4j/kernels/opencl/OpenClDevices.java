package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * What OpenCL offers on this machine.
 *
 * @param devices all devices of all platforms, in the order of their ids
 * @param problem why there is none, in one sentence with the remedy; empty when there are some
 */
record OpenClDevices(List<OpenClDevice> devices, String problem) {

  /** Asks the system; never fails. */
  static OpenClDevices find() {
    String missing = OpenClLibrary.problem();
    if (!missing.isEmpty()) {
      return new OpenClDevices(List.of(), missing);
    }
    int[] count = new int[1];
    int code = CL.clGetPlatformIDs(0, null, count);
    if (code != CL.CL_SUCCESS || count[0] == 0) {
      return new OpenClDevices(
          List.of(),
          "The OpenCL library lists no platform"
              + (code == CL.CL_SUCCESS ? "" : " (" + CL.stringFor_errorCode(code) + ")")
              + ". "
              + OpenClLibrary.REMEDY);
    }
    cl_platform_id[] platforms = new cl_platform_id[count[0]];
    CL.clGetPlatformIDs(platforms.length, platforms, null);
    List<OpenClDevice> found = new ArrayList<>();
    for (int p = 0; p < platforms.length; p++) {
      cl_device_id[] devices = devicesOf(platforms[p]);
      for (int d = 0; d < devices.length; d++) {
        String id = OpenClProvider.NAME + ":" + p + ":" + d;
        found.add(OpenClDevice.query(id, platforms[p], devices[d]));
      }
    }
    String none =
        found.isEmpty()
            ? "The OpenCL library lists %d platform(s) without a device. %s"
                .formatted(platforms.length, OpenClLibrary.REMEDY)
            : "";
    return new OpenClDevices(List.copyOf(found), none);
  }

  private static cl_device_id[] devicesOf(cl_platform_id platform) {
    int[] count = new int[1];
    int code = CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
    if (code != CL.CL_SUCCESS) {
      return new cl_device_id[0];
    }
    cl_device_id[] devices = new cl_device_id[count[0]];
    CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null);
    return devices;
  }

  /** At least one entry: the devices, or one that says why there are none. */
  List<DeviceInfo> infos() {
    if (devices.isEmpty()) {
      return List.of(
          new DeviceInfo(
              OpenClProvider.NAME, "OpenCL", DeviceType.ACCELERATOR, false, problem, Map.of()));
    }
    return devices.stream().map(OpenClDevice::info).toList();
  }
}
