package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelCompiler;
import io.github.facenet4j.kernels.library.KernelSource;
import io.github.facenet4j.kernels.library.KernelVariant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** Builds programs for one device and owns what it built. */
final class OpenClCompiler implements KernelCompiler, AutoCloseable {
  private final OpenClQueue queue;
  private final List<OpenClKernel> kernels = new ArrayList<>();

  OpenClCompiler(OpenClQueue queue) {
    this.queue = queue;
  }

  @Override
  public Kernel compile(KernelSource source, KernelVariant variant) {
    int[] code = new int[1];
    cl_program program =
        CL.clCreateProgramWithSource(queue.context(), 1, new String[] {source.text()}, null, code);
    ClCheck.succeeded(code[0], "clCreateProgramWithSource", variant.name());
    try {
      build(program, variant);
      OpenClKernel built = new OpenClKernel(queue, program, source.function(), variant);
      synchronized (kernels) {
        kernels.add(built);
      }
      return built;
    } catch (RuntimeException failed) {
      CL.clReleaseProgram(program);
      throw failed;
    }
  }

  private void build(cl_program program, KernelVariant variant) {
    cl_device_id[] devices = {queue.device().handle()};
    // Processors take a hundred cycles for each operand below the normal range; dying channels,
    // their gradients and moments are full of them.
    String options = variant.buildOptions() + " -cl-kernel-arg-info -cl-denorms-are-zero";
    int code = CL.clBuildProgram(program, 1, devices, options, null, null);
    if (code != CL.CL_SUCCESS) {
      throw new OpenClException(
          "clBuildProgram failed for %s on '%s': %s. Build log:%n%s"
              .formatted(
                  variant.name(),
                  queue.device().limits().name(),
                  CL.stringFor_errorCode(code),
                  log(program)),
          code);
    }
  }

  private String log(cl_program program) {
    long[] size = new long[1];
    cl_device_id device = queue.device().handle();
    CL.clGetProgramBuildInfo(program, device, CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
    byte[] log = new byte[(int) size[0]];
    CL.clGetProgramBuildInfo(
        program, device, CL.CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
    return new String(log, StandardCharsets.UTF_8).replace("\0", "").strip();
  }

  @Override
  public void close() {
    synchronized (kernels) {
      kernels.forEach(OpenClKernel::close);
      kernels.clear();
    }
  }
}
