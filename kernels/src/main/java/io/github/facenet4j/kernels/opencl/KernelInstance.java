package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.tensor.Tensor;
import java.util.Arrays;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * A kernel object that remembers its arguments, so that a launch sets those that differ from the
 * launch before.
 *
 * <p>Setting one costs a microsecond in the binding and the driver, a launch takes a dozen. Used
 * under the queue's lock.
 */
final class KernelInstance implements AutoCloseable {
  private final cl_kernel kernel;
  private final Object[] set;

  /**
   * A kernel object without arguments.
   *
   * @param function kernel function of a built program
   * @param name for messages: the variant
   */
  KernelInstance(cl_program program, String function, String name) {
    int[] code = new int[1];
    this.kernel = CL.clCreateKernel(program, function, code);
    ClCheck.succeeded(code[0], "clCreateKernel", name + ", function " + function);
    int[] count = new int[1];
    ClCheck.succeeded(
        CL.clGetKernelInfo(kernel, CL.CL_KERNEL_NUM_ARGS, Sizeof.cl_int, Pointer.to(count), null),
        "clGetKernelInfo",
        name);
    // Not null, which is an argument: a buffer that is absent.
    this.set = new Object[count[0]];
    Arrays.fill(set, this);
  }

  cl_kernel kernel() {
    return kernel;
  }

  int argumentCount() {
    return set.length;
  }

  /**
   * Which arguments are buffers that the kernel may write: those in global memory that its
   * signature does not declare {@code const}, and all where the driver does not tell.
   */
  boolean[] writable() {
    boolean[] writable = new boolean[set.length];
    for (int i = 0; i < writable.length; i++) {
      int[] space = new int[1];
      long[] qualifiers = new long[1];
      boolean known =
          CL.clGetKernelArgInfo(
                      kernel,
                      i,
                      CL.CL_KERNEL_ARG_ADDRESS_QUALIFIER,
                      Sizeof.cl_int,
                      Pointer.to(space),
                      null)
                  == CL.CL_SUCCESS
              && CL.clGetKernelArgInfo(
                      kernel,
                      i,
                      CL.CL_KERNEL_ARG_TYPE_QUALIFIER,
                      Sizeof.cl_long,
                      Pointer.to(qualifiers),
                      null)
                  == CL.CL_SUCCESS;
      writable[i] =
          !known
              || space[0] == CL.CL_KERNEL_ARG_ADDRESS_GLOBAL
                  && (qualifiers[0] & CL.CL_KERNEL_ARG_TYPE_CONST) == 0;
    }
    return writable;
  }

  /**
   * Sets an argument, unless it has this value.
   *
   * @param argument as {@link io.github.facenet4j.kernels.library.Kernel#launch} takes them
   * @return what {@code clSetKernelArg} returned
   * @throws IllegalArgumentException when it is of none of the kinds a kernel takes
   */
  int set(int index, Object argument) {
    Object value = value(argument);
    Object before = set[index];
    if (value == before
        || value instanceof Integer && value.equals(before)
        || value instanceof Float && value.equals(before)
        || value instanceof int[] vector
            && before instanceof int[] other
            && Arrays.equals(vector, other)) {
      return CL.CL_SUCCESS;
    }
    // Forgotten first: a refused value leaves the argument unknown.
    set[index] = this;
    int code = setValue(index, value);
    if (code == CL.CL_SUCCESS) {
      set[index] = value instanceof int[] vector ? vector.clone() : value;
    }
    return code;
  }

  private int setValue(int index, Object value) {
    if (value instanceof Integer number) {
      return set(index, Sizeof.cl_int, Pointer.to(new int[] {number}));
    }
    if (value instanceof int[] vector) {
      return set(index, vector.length * Sizeof.cl_int, Pointer.to(vector));
    }
    if (value instanceof Float number) {
      return set(index, Sizeof.cl_float, Pointer.to(new float[] {number}));
    }
    cl_mem buffer = value == null ? new cl_mem() : ((OpenClStorage) value).buffer();
    return set(index, Sizeof.cl_mem, Pointer.to(buffer));
  }

  private int set(int index, int bytes, Pointer value) {
    return CL.clSetKernelArg(kernel, index, bytes, value);
  }

  /** A number, a vector, the block behind a buffer, or null. */
  private static Object value(Object argument) {
    if (argument == null || argument instanceof Integer || argument instanceof Float) {
      return argument;
    }
    if (argument instanceof int[]) {
      return argument;
    }
    OpenClStorage block = block(argument);
    if (block == null) {
      throw new IllegalArgumentException(
          "must be a buffer of this device, int, int[] or float; got " + argument);
    }
    return block;
  }

  /** The block behind an argument; null when it is none of this device. */
  static OpenClStorage block(Object argument) {
    Object storage =
        argument instanceof Tensor tensor
            ? tensor.storage()
            : argument instanceof Scratch scratch ? scratch.storage() : argument;
    return storage instanceof OpenClStorage block ? block : null;
  }

  @Override
  public void close() {
    CL.clReleaseKernel(kernel);
  }
}
