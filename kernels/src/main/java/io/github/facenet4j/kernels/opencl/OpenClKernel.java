package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/** A built kernel and the queue it runs on. */
final class OpenClKernel implements Kernel, AutoCloseable {
  private final OpenClQueue queue;
  private final cl_kernel kernel;
  private final KernelVariant variant;
  private final String name;
  private final boolean[] writable;
  private final int[] group;
  private final long[] local;

  /**
   * A kernel that the queue's device runs.
   *
   * @param writable one for each argument: whether it is a buffer that the kernel may write
   */
  OpenClKernel(OpenClQueue queue, cl_kernel kernel, KernelVariant variant, boolean[] writable) {
    this.queue = queue;
    this.kernel = kernel;
    this.variant = variant;
    this.name = variant.name();
    this.writable = writable;
    this.group = variant.workGroup().stream().mapToInt(Integer::intValue).toArray();
    this.local =
        group.length == 0 ? null : variant.workGroup().stream().mapToLong(i -> i).toArray();
  }

  @Override
  public KernelVariant variant() {
    return variant;
  }

  @Override
  public void launch(String what, WorkSize size, Object... arguments) {
    if (arguments.length != writable.length) {
      throw new IllegalArgumentException(
          "Kernel %s takes %d arguments, got %d (%s)"
              .formatted(name, writable.length, arguments.length, what));
    }
    synchronized (queue) {
      for (int i = 0; i < arguments.length; i++) {
        set(i, arguments[i], what);
      }
      queue.enqueue(kernel, name, what, size.roundedTo(group), local);
      for (int i = 0; i < arguments.length; i++) {
        OpenClStorage block = writable[i] ? storage(arguments[i]) : null;
        if (block != null) {
          block.written();
        }
      }
    }
  }

  private void set(int index, Object argument, String what) {
    int code;
    if (argument instanceof Integer number) {
      code = set(index, Sizeof.cl_int, Pointer.to(new int[] {number}));
    } else if (argument instanceof int[] vector) {
      code = set(index, vector.length * Sizeof.cl_int, Pointer.to(vector));
    } else if (argument instanceof Float number) {
      code = set(index, Sizeof.cl_float, Pointer.to(new float[] {number}));
    } else {
      code = set(index, Sizeof.cl_mem, Pointer.to(handle(index, argument, what)));
    }
    if (code != CL.CL_SUCCESS) {
      ClCheck.succeeded(
          code, "clSetKernelArg", name + " argument " + index + " = " + argument + ", " + what);
    }
  }

  private int set(int index, int bytes, Pointer value) {
    return CL.clSetKernelArg(kernel, index, bytes, value);
  }

  private cl_mem handle(int index, Object argument, String what) {
    if (argument == null) {
      return new cl_mem();
    }
    OpenClStorage block = storage(argument);
    if (block == null) {
      throw new IllegalArgumentException(
          "Kernel %s argument %d must be a buffer of this device, int, int[] or float; got %s (%s)"
              .formatted(name, index, argument, what));
    }
    return block.buffer();
  }

  /** The block behind an argument; null when it is none of this device. */
  private static OpenClStorage storage(Object argument) {
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
