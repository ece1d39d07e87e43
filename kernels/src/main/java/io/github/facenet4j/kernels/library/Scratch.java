package io.github.facenet4j.kernels.library;

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

  Scratch(DeviceMemory memory, Storage storage) {
    this.memory = memory;
    this.storage = storage;
  }

  /** The block, at least as large as was asked for. */
  public Storage storage() {
    return storage;
  }

  /** Gives the block back to the pool. */
  @Override
  public void close() {
    memory.give(storage);
  }
}
