package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.Storage;
import org.jocl.cl_mem;

/**
 * One buffer.
 *
 * @param type element type
 * @param elements capacity
 * @param buffer handle
 */
record OpenClStorage(DataType type, long elements, cl_mem buffer) implements Storage {

  long bytes() {
    return elements * DataType.BYTES;
  }
}
