package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import io.github.facenet4j.tensor.spi.Storage;
import io.github.facenet4j.tensor.spi.StorageAllocator;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jocl.CL;
import org.jocl.cl_context;
import org.jocl.cl_mem;

/**
 * Makes and frees buffers within a budget.
 *
 * <p>Drivers over host memory hand out more than there is and the process is killed when it is
 * touched; so the sum of all buffers is kept under the device's memory size, or under the system
 * property {@code facenet4j.opencl.memoryLimit} in bytes.
 */
final class OpenClAllocator implements StorageAllocator, AutoCloseable {
  static final String LIMIT_PROPERTY = "facenet4j.opencl.memoryLimit";

  private final cl_context context;
  private final DeviceLimits limits;
  private final long budget;
  private final Set<OpenClStorage> allocated = Collections.newSetFromMap(new IdentityHashMap<>());
  private long allocatedBytes;

  OpenClAllocator(cl_context context, DeviceLimits limits) {
    this.context = context;
    this.limits = limits;
    this.budget = Math.min(limits.globalMemoryBytes(), limit());
  }

  private static long limit() {
    String text = System.getProperty(LIMIT_PROPERTY, "");
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      long bytes = Long.parseLong(text);
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(refusal(text), notANumber);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return LIMIT_PROPERTY + " must be a positive number of bytes, got '" + text + "'";
  }

  @Override
  public synchronized Storage allocate(DataType type, long elements) {
    long bytes = Math.multiplyExact(elements, (long) DataType.BYTES);
    if (bytes > limits.maxAllocationBytes()) {
      throw refused(bytes, "its largest single buffer is " + mib(limits.maxAllocationBytes()));
    }
    if (bytes > budget - allocatedBytes) {
      throw refused(bytes, mib(allocatedBytes) + " of its " + mib(budget) + " are in use");
    }
    int[] code = new int[1];
    cl_mem buffer = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, bytes, null, code);
    if (ClCheck.isMemory(code[0]) || code[0] == CL.CL_INVALID_BUFFER_SIZE) {
      throw refused(
          bytes,
          "the driver answered "
              + CL.stringFor_errorCode(code[0])
              + " with "
              + mib(allocatedBytes)
              + " in use");
    }
    ClCheck.succeeded(code[0], "clCreateBuffer", mib(bytes) + " on '" + limits.name() + "'");
    OpenClStorage storage = new OpenClStorage(type, elements, buffer);
    allocated.add(storage);
    allocatedBytes += bytes;
    return storage;
  }

  private DeviceMemoryException refused(long bytes, String found) {
    return new DeviceMemoryException(
        "OpenCL device '%s' cannot provide %s: %s. Use a smaller batch or release tensors."
            .formatted(limits.name(), mib(bytes), found));
  }

  private static String mib(long bytes) {
    return bytes < 1L << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
  }

  @Override
  public synchronized void free(Storage storage) {
    OpenClStorage block = (OpenClStorage) storage;
    if (allocated.remove(block)) {
      allocatedBytes -= block.bytes();
      CL.clReleaseMemObject(block.buffer());
    }
  }

  /** Frees every buffer, given back or not. */
  @Override
  public synchronized void close() {
    allocated.forEach(storage -> CL.clReleaseMemObject(storage.buffer()));
    allocated.clear();
    allocatedBytes = 0;
  }
}
