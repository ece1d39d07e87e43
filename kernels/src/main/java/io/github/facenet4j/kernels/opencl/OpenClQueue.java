package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;

/**
 * One device's context and its in-order queue: launches are appended without waiting, and so are
 * writes through a {@link StagingRing}; reads wait for what was appended before them.
 *
 * <p>Reads are done on a second queue, so that what other threads append meanwhile holds nobody up.
 *
 * <p>Setting a kernel's arguments and appending the launch happen under this object's lock, so
 * kernels may be shared by threads.
 */
final class OpenClQueue implements AutoCloseable {
  /** Unread events are folded into timings when there are so many, to bound what drivers hold. */
  private static final int PENDING_EVENTS = 4096;

  private final OpenClDevice device;
  private final cl_context context;
  private final cl_command_queue queue;
  private final cl_command_queue transfers;
  private final Profiling profiling;
  private final TransferCounters counters = new TransferCounters();
  private final List<PendingTiming> pending = new ArrayList<>();
  private final List<KernelTiming> timings = new ArrayList<>();

  private final int stagingBytes;

  /** Made for the first write. */
  private StagingRing staging;

  /** Whether anything was appended that nobody has waited for. */
  private boolean working;

  /** Launches and writes so far, to tell whether any came while a reader waited. */
  private long appended;

  private record PendingTiming(String kernel, String what, cl_event event) {}

  OpenClQueue(OpenClDevice device, Profiling profiling) {
    this.device = device;
    this.profiling = profiling;
    this.stagingBytes = StagingRing.size(device.limits().isCpu());
    int[] code = new int[1];
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
    String subject = "'" + device.limits().name() + "'";
    this.context =
        CL.clCreateContext(properties, 1, new cl_device_id[] {device.handle()}, null, null, code);
    ClCheck.succeeded(code[0], "clCreateContext", subject);
    long flags = profiling == Profiling.ON ? CL.CL_QUEUE_PROFILING_ENABLE : 0;
    this.queue = createQueue(flags, code);
    ClCheck.succeeded(code[0], "clCreateCommandQueue", subject);
    this.transfers = createQueue(0, code);
    ClCheck.succeeded(code[0], "clCreateCommandQueue", subject);
  }

  /** The 1.2 call: its successor does not exist on devices of the version that is the floor. */
  @SuppressWarnings("deprecation")
  private cl_command_queue createQueue(long flags, int[] code) {
    return CL.clCreateCommandQueue(context, device.handle(), flags, code);
  }

  OpenClDevice device() {
    return device;
  }

  cl_context context() {
    return context;
  }

  TransferCounters counters() {
    return counters;
  }

  /** Appends a launch whose arguments are set; call it under this object's lock. */
  void enqueue(cl_kernel kernel, String name, String what, long[] global, long[] local) {
    cl_event event = profiling == Profiling.ON ? new cl_event() : null;
    int code =
        CL.clEnqueueNDRangeKernel(
            queue, kernel, global.length, null, global, local, 0, null, event);
    ClCheck.succeeded(code, "clEnqueueNDRangeKernel", name + " (" + what + ")");
    counters.addLaunch(name);
    appended();
    if (event != null) {
      pending.add(new PendingTiming(name, what, event));
      if (pending.size() >= PENDING_EVENTS) {
        finish();
      }
    }
  }

  private void appended() {
    appended++;
    working = true;
  }

  /** Waits for everything that was appended. */
  synchronized void finish() {
    if (working) {
      working = false;
      counters.addWait();
      ClCheck.succeeded(CL.clFinish(queue), "clFinish", "'" + device.limits().name() + "'");
    }
    for (PendingTiming timing : pending) {
      timings.add(
          new KernelTiming(
              timing.kernel(),
              timing.what(),
              time(timing.event(), CL.CL_PROFILING_COMMAND_START),
              time(timing.event(), CL.CL_PROFILING_COMMAND_END)));
      CL.clReleaseEvent(timing.event());
    }
    pending.clear();
  }

  private static long time(cl_event event, int question) {
    long[] nanos = new long[1];
    int code = CL.clGetEventProfilingInfo(event, question, Sizeof.cl_long, Pointer.to(nanos), null);
    ClCheck.succeeded(code, "clGetEventProfilingInfo", "a finished launch");
    return nanos[0];
  }

  synchronized List<KernelTiming> drainTimings() {
    finish();
    List<KernelTiming> taken = List.copyOf(timings);
    timings.clear();
    return taken;
  }

  /** Host to device; the array may be changed on return. */
  void write(OpenClStorage target, float[] values) {
    write(
        target,
        values.length,
        Pointer.to(values),
        (first, count, part) -> part.asFloatBuffer().put(values, first, count));
  }

  /** Host to device; the array may be changed on return. */
  void write(OpenClStorage target, int[] values) {
    write(
        target,
        values.length,
        Pointer.to(values),
        (first, count, part) -> part.asIntBuffer().put(values, first, count));
  }

  private synchronized void write(
      OpenClStorage target, int elements, Pointer array, StagingRing.Source source) {
    long bytes = (long) elements * DataType.BYTES;
    if (stagingBytes > 0) {
      if (staging == null) {
        staging = new StagingRing(context, queue, transfers, counters, stagingBytes);
      }
      appended();
      staging.write(target.buffer(), elements, source);
    } else {
      // The queue is drained first: the binding pins the array while it copies, and a pinned array
      // holds up the garbage collector.
      finish();
      int code =
          CL.clEnqueueWriteBuffer(queue, target.buffer(), true, 0, bytes, array, 0, null, null);
      ClCheck.succeeded(code, "clEnqueueWriteBuffer", bytes + " bytes");
    }
    target.written();
    counters.addWritten(bytes);
  }

  /**
   * Device to host, after all work that was appended before; what comes later is not waited for.
   */
  void read(OpenClStorage source, Pointer values, long bytes) {
    waitForAppended();
    int code =
        CL.clEnqueueReadBuffer(transfers, source.buffer(), true, 0, bytes, values, 0, null, null);
    ClCheck.succeeded(code, "clEnqueueReadBuffer", bytes + " bytes");
    counters.addRead(bytes);
  }

  /** Waits without the lock: other threads may append. */
  private void waitForAppended() {
    cl_event marker = new cl_event();
    long before;
    synchronized (this) {
      if (!working) {
        return;
      }
      before = appended;
      counters.addWait();
      ClCheck.succeeded(
          CL.clEnqueueMarkerWithWaitList(queue, 0, null, marker),
          "clEnqueueMarkerWithWaitList",
          "'" + device.limits().name() + "'");
      ClCheck.succeeded(CL.clFlush(queue), "clFlush", "'" + device.limits().name() + "'");
    }
    int code = CL.clWaitForEvents(1, new cl_event[] {marker});
    CL.clReleaseEvent(marker);
    ClCheck.succeeded(code, "clWaitForEvents", "'" + device.limits().name() + "'");
    synchronized (this) {
      working = working && appended != before;
    }
  }

  @Override
  public synchronized void close() {
    if (staging != null) {
      staging.close();
    }
    CL.clReleaseCommandQueue(transfers);
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
