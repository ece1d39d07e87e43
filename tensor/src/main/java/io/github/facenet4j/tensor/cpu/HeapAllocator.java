package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import io.github.facenet4j.tensor.spi.Storage;
import io.github.facenet4j.tensor.spi.StorageAllocator;
import java.util.concurrent.atomic.AtomicLong;

/** Makes arrays on the Java heap and says in plain words when it is full. */
final class HeapAllocator implements StorageAllocator {
  private static final int MEGABYTE = 1 << 20;

  private final AtomicLong held = new AtomicLong();

  @Override
  public Storage allocate(DataType type, long elements) {
    if (elements > Integer.MAX_VALUE - 8 - CpuStorage.SLACK) {
      throw new DeviceMemoryException(
          "The cpu device was asked for a tensor of "
              + elements
              + " elements; a Java array holds fewer than 2^31. Use a smaller batch.");
    }
    try {
      Storage storage = new CpuStorage(type, (int) elements);
      held.addAndGet(elements * DataType.BYTES);
      return storage;
    } catch (OutOfMemoryError full) {
      throw new DeviceMemoryException(
          "The cpu device was asked for "
              + megabytes(elements * DataType.BYTES)
              + " MB; tensors hold "
              + megabytes(held.get())
              + " MB of the Java heap of at most "
              + megabytes(Runtime.getRuntime().maxMemory())
              + " MB. Use a smaller batch or raise the heap with -Xmx.",
          full);
    }
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  /** Forgets the array; the garbage collector takes it. */
  @Override
  public void free(Storage storage) {
    held.addAndGet(-storage.elements() * DataType.BYTES);
  }
}
