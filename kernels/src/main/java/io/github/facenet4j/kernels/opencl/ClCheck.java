package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import org.jocl.CL;

/** Turns error codes into exceptions. */
final class ClCheck {
  private ClCheck() {}

  /**
   * Passes a success; throws otherwise.
   *
   * @param code what the call returned
   * @param call the OpenCL function
   * @param subject what it was called for: a kernel and layer, a buffer size, a device
   * @throws DeviceMemoryException when the code says that memory ran out
   * @throws OpenClException for every other error
   */
  static void succeeded(int code, String call, String subject) {
    if (code == CL.CL_SUCCESS) {
      return;
    }
    String message = call + " failed for " + subject + ": " + CL.stringFor_errorCode(code);
    if (isMemory(code)) {
      throw new DeviceMemoryException(
          message + ". Use a smaller batch or release tensors.",
          new OpenClException(message, code));
    }
    throw new OpenClException(message, code);
  }

  static boolean isMemory(int code) {
    return code == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
        || code == CL.CL_OUT_OF_RESOURCES
        || code == CL.CL_OUT_OF_HOST_MEMORY;
  }
}
