package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.DataType;

/** Makes and destroys device memory; {@link DeviceMemory} pools what it makes. */
public interface StorageAllocator {

  /**
   * New device memory of undefined contents.
   *
   * @throws DeviceMemoryException when the device has no room
   */
  Storage allocate(DataType type, long elements);

  /** Returns memory to the device. */
  void free(Storage storage);
}
