package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_program;

/**
 * A built kernel and the queue it runs on.
 *
 * <p>Each asker has a kernel object of its own: a network asks with the same arguments again and
 * again, layer by layer, and arguments that stand need not be set.
 */
final class OpenClKernel implements Kernel, AutoCloseable {
  /** Askers remembered: more than a network has layers that share a kernel. */
  private static final int MOST_INSTANCES = 256;

  private final OpenClQueue queue;
  private final cl_program program;
  private final String function;
  private final KernelVariant variant;
  private final String name;
  private final boolean[] writable;
  private final int[] group;
  private final long[] local;
  private final Map<String, KernelInstance> instances =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KernelInstance> eldest) {
          if (size() <= MOST_INSTANCES) {
            return false;
          }
          eldest.getValue().close();
          return true;
        }
      };

  /**
   * A kernel that the queue's device runs.
   *
   * @param program built; this object releases it
   * @param function the kernel function in it
   */
  OpenClKernel(OpenClQueue queue, cl_program program, String function, KernelVariant variant) {
    this.queue = queue;
    this.program = program;
    this.function = function;
    this.variant = variant;
    this.name = variant.name();
    try (KernelInstance first = new KernelInstance(program, function, name)) {
      this.writable = first.writable();
    }
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
      KernelInstance kernel =
          instances.computeIfAbsent(what, asker -> new KernelInstance(program, function, name));
      for (int i = 0; i < arguments.length; i++) {
        set(kernel, i, arguments[i], what);
      }
      queue.enqueue(kernel.kernel(), name, what, size.roundedTo(group), local);
      for (int i = 0; i < arguments.length; i++) {
        OpenClStorage block = writable[i] ? KernelInstance.block(arguments[i]) : null;
        if (block != null) {
          block.written();
        }
      }
    }
  }

  private void set(KernelInstance kernel, int index, Object argument, String what) {
    int code;
    try {
      code = kernel.set(index, argument);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "Kernel %s argument %d %s (%s)".formatted(name, index, refused.getMessage(), what),
          refused);
    }
    if (code != CL.CL_SUCCESS) {
      ClCheck.succeeded(
          code, "clSetKernelArg", name + " argument " + index + " = " + argument + ", " + what);
    }
  }

  @Override
  public void close() {
    synchronized (queue) {
      instances.values().forEach(KernelInstance::close);
      instances.clear();
      CL.clReleaseProgram(program);
    }
  }
}
