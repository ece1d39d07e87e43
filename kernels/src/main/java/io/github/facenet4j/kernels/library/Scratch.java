package io.github.facenet4j.kernels.library;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.Storage;

/**
 * Device memory for the length of one op call, from the pool.
 *
 * <p>Closing it while launches that use it still wait in the queue is right: the queue runs in
 * order, so whoever takes the block next writes it after they have read it.
 */
public final class Scratch implements AutoCloseable {
  private final DeviceMemory memory;
  private final Storage storage;

  /** The memory is null where somebody else gives the block back. */
  private Scratch(DeviceMemory memory, Storage storage) {
    this.memory = memory;
    this.storage = storage;
  }

  /** Uninitialised floats. */
  static Scratch take(DeviceMemory memory, long elements) {
    return take(memory, DataType.FLOAT32, elements);
  }

  static Scratch take(DeviceMemory memory, DataType type, long elements) {
    return new Scratch(memory, memory.take(type, elements));
  }

  /** The same block for a user whose closing leaves it alone. */
  Scratch borrowed() {
    return new Scratch(null, storage);
  }

  /** The block, at least as large as was asked for. */
  public Storage storage() {
    return storage;
  }

  /** Gives the block back to the pool, unless it is kept for the next call. */
  @Override
  public void close() {
    if (memory != null) {
      memory.give(storage);
    }
  }
}
