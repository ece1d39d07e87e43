package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.tensor.spi.TransferCounters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_event;
import org.jocl.cl_mem;

/**
 * Page-locked host memory from which a device fetches what was written, while the host goes on.
 *
 * <p>A ring of bytes: a part is taken again once the command that reads it is done. The host waits
 * only when the ring is full. Used under the queue's lock.
 */
final class StagingRing implements AutoCloseable {
  /** Bytes of the ring; 0 copies directly, after waiting for the device. */
  static final String SIZE_PROPERTY = "facenet4j.opencl.staging";

  /** Two of the images of a training step's usual part. */
  private static final int DEFAULT_BYTES = 64 << 20;

  /** Parts in which a large array goes, so that filling one overlaps with fetching another. */
  private static final int PARTS = 4;

  private static final int ALIGNMENT = 64;

  /** Events that a driver is asked to hold. */
  private static final int MOST_EVENTS = 1024;

  private final cl_command_queue queue;
  private final TransferCounters counters;
  private final cl_mem buffer;
  private final ByteBuffer memory;
  private final Deque<Part> inFlight = new ArrayDeque<>();
  private int next;

  /** Bytes from start to end, until the event. */
  private record Part(int start, int end, cl_event event) {}

  /** Copies elements of an array into the ring. */
  interface Source {
    /** Copies count elements from the first on to the start of the target. */
    void copy(int first, int count, ByteBuffer target);
  }

  /**
   * A ring that the context's devices can read.
   *
   * @param queue in order; runs the writes
   * @param mapping a queue on which nothing waits
   * @param bytes a positive multiple of 256
   */
  StagingRing(
      cl_context context,
      cl_command_queue queue,
      cl_command_queue mapping,
      TransferCounters counters,
      int bytes) {
    this.queue = queue;
    this.counters = counters;
    int[] code = new int[1];
    String subject = bytes + " bytes of page-locked memory, see -D" + SIZE_PROPERTY;
    buffer =
        CL.clCreateBuffer(
            context, CL.CL_MEM_READ_ONLY | CL.CL_MEM_ALLOC_HOST_PTR, bytes, null, code);
    ClCheck.succeeded(code[0], "clCreateBuffer", subject);
    memory =
        CL.clEnqueueMapBuffer(
            mapping, buffer, true, CL.CL_MAP_WRITE, 0, bytes, 0, null, null, code);
    if (code[0] != CL.CL_SUCCESS) {
      CL.clReleaseMemObject(buffer);
    }
    ClCheck.succeeded(code[0], "clEnqueueMapBuffer", subject);
  }

  /**
   * The size of a device's ring.
   *
   * @param sharesMemory whether the device computes in the host's memory: a copy of a copy is waste
   *     there
   * @throws IllegalArgumentException when the property is no size of a ring
   */
  static int size(boolean sharesMemory) {
    String text = System.getProperty(SIZE_PROPERTY, "");
    if (text.isEmpty()) {
      return sharesMemory ? 0 : DEFAULT_BYTES;
    }
    if (text.matches("[0-9]{1,10}")) {
      long bytes = Long.parseLong(text);
      if (bytes <= 1 << 30 && bytes % (PARTS * ALIGNMENT) == 0) {
        return (int) bytes;
      }
    }
    throw new IllegalArgumentException(
        SIZE_PROPERTY
            + " must be 0 or a multiple of "
            + PARTS * ALIGNMENT
            + " bytes up to 1 GiB, got '"
            + text
            + "'");
  }

  /** Appends the writes of an array of 4-byte elements, behind all that was appended before. */
  void write(cl_mem target, int elements, Source source) {
    int most = memory.capacity() / PARTS / Float.BYTES;
    for (int first = 0; first < elements; first += most) {
      int count = Math.min(most, elements - first);
      int bytes = count * Float.BYTES;
      int start = reserve(bytes);
      ByteBuffer part = memory.duplicate().position(start).limit(start + bytes).slice();
      source.copy(first, count, part.order(ByteOrder.nativeOrder()));
      cl_event event = new cl_event();
      int code =
          CL.clEnqueueWriteBuffer(
              queue,
              target,
              false,
              (long) first * Float.BYTES,
              bytes,
              Pointer.toBuffer(part),
              0,
              null,
              event);
      ClCheck.succeeded(code, "clEnqueueWriteBuffer", bytes + " bytes");
      inFlight.add(new Part(start, start + bytes, event));
      next = (start + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      // Begun now, not when somebody waits: the host goes on with something else.
      ClCheck.succeeded(CL.clFlush(queue), "clFlush", bytes + " bytes");
    }
  }

  private int reserve(int bytes) {
    int start = next + bytes <= memory.capacity() ? next : 0;
    while (!inFlight.isEmpty() && (isDone(inFlight.peek()) || blocks(start, start + bytes))) {
      Part oldest = inFlight.remove();
      if (!isDone(oldest)) {
        counters.addWait();
      }
      int code = CL.clWaitForEvents(1, new cl_event[] {oldest.event()});
      CL.clReleaseEvent(oldest.event());
      ClCheck.succeeded(code, "clWaitForEvents", "a write to the device");
    }
    return start;
  }

  private boolean blocks(int start, int end) {
    return inFlight.size() >= MOST_EVENTS
        || inFlight.stream().anyMatch(part -> part.start() < end && start < part.end());
  }

  /** Or failed, which waiting then tells. */
  private static boolean isDone(Part part) {
    int[] status = new int[1];
    int code =
        CL.clGetEventInfo(
            part.event(),
            CL.CL_EVENT_COMMAND_EXECUTION_STATUS,
            Sizeof.cl_int,
            Pointer.to(status),
            null);
    ClCheck.succeeded(code, "clGetEventInfo", "a write to the device");
    return status[0] <= CL.CL_COMPLETE;
  }

  /** Frees the memory; the queue is finished. */
  @Override
  public void close() {
    inFlight.forEach(part -> CL.clReleaseEvent(part.event()));
    inFlight.clear();
    CL.clEnqueueUnmapMemObject(queue, buffer, memory, 0, null, null);
    CL.clFinish(queue);
    CL.clReleaseMemObject(buffer);
  }
}
