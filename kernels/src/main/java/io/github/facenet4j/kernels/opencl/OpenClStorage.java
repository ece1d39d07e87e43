package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.DeviceBuffer;
import io.github.facenet4j.tensor.DataType;
import org.jocl.cl_mem;

/** One buffer. */
final class OpenClStorage extends DeviceBuffer {
  private final DataType type;
  private final long elements;
  private final cl_mem buffer;

  OpenClStorage(DataType type, long elements, cl_mem buffer) {
    this.type = type;
    this.elements = elements;
    this.buffer = buffer;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public long elements() {
    return elements;
  }

  cl_mem buffer() {
    return buffer;
  }

  long bytes() {
    return elements * DataType.BYTES;
  }
}
