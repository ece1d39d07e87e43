package io.github.facenet4j.tensor.spi;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;

/**
 * Bytes that crossed between host and device, kernels that were launched, and how often the host
 * waited for them; tests assert on them. Thread-safe.
 */
public final class TransferCounters {
  /** More launches than one op call makes. */
  private static final int RECENT = 32;

  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong launches = new AtomicLong();
  private final AtomicLong waits = new AtomicLong();

  /** Names of the last launches, by their number; a ring. */
  private final AtomicReferenceArray<String> recent = new AtomicReferenceArray<>(RECENT);

  /** Host to device so far. */
  public long bytesWritten() {
    return bytesWritten.get();
  }

  /** Device to host so far. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Kernels launched so far; backends without kernels count op calls. */
  public long launches() {
    return launches.get();
  }

  /** Times that the host waited for launched work so far; none where ops are done on return. */
  public long waits() {
    return waits.get();
  }

  /** Counts a transfer to the device. */
  public void addWritten(long bytes) {
    bytesWritten.addAndGet(bytes);
  }

  /** Counts a transfer to the host. */
  public void addRead(long bytes) {
    bytesRead.addAndGet(bytes);
  }

  /** Counts one kernel launch. */
  public void addLaunch() {
    launches.incrementAndGet();
  }

  /** Counts one launch of a kernel of this name. */
  public void addLaunch(String kernel) {
    recent.set((int) (launches.getAndIncrement() % RECENT), kernel);
  }

  /**
   * Names of the kernels launched since that many launches had been counted, each once, for
   * messages; at most those of the last launches, and those of all threads. Empty where the device
   * does not name them.
   */
  public List<String> kernelsSince(long count) {
    long now = launches();
    return LongStream.range(Math.max(count, now - RECENT), now)
        .mapToObj(launch -> recent.get((int) (launch % RECENT)))
        .filter(kernel -> kernel != null)
        .distinct()
        .toList();
  }

  /** Counts one wait for launched work. */
  public void addWait() {
    waits.incrementAndGet();
  }
}
