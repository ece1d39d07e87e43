package io.github.facenet4j.tensor;

import io.github.facenet4j.tensor.spi.Storage;

/**
 * One storage taken from the pool and the scope that must give it back; shared by all views of it.
 */
final class StorageLease {
  private Storage storage;
  private MemoryScope owner;

  StorageLease(Storage storage, MemoryScope owner) {
    this.storage = storage;
    this.owner = owner;
  }

  Storage storage() {
    if (storage == null) {
      throw new IllegalStateException(
          "Tensor used after release: its scope '" + owner.path() + "' gave the storage back");
    }
    return storage;
  }

  MemoryScope owner() {
    return owner;
  }

  void owner(MemoryScope newOwner) {
    owner = newOwner;
  }

  boolean isReleased() {
    return storage == null;
  }

  /** Takes the storage out of the lease: every view is unusable from now on. */
  Storage end() {
    Storage ended = storage();
    storage = null;
    return ended;
  }
}
