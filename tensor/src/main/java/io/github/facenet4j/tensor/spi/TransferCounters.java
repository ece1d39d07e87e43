package io.github.facenet4j.tensor.spi;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that crossed between host and device, kernels that were launched, and how often the host
 * waited for them; tests assert on them. Thread-safe.
 */
public final class TransferCounters {
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong launches = new AtomicLong();
  private final AtomicLong waits = new AtomicLong();

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

  /** Counts one wait for launched work. */
  public void addWait() {
    waits.incrementAndGet();
  }
}
