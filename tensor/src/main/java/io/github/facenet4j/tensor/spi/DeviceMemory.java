package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.DataType;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The pool over one device's memory: storages that scopes give back are kept for the next request
 * of their size class.
 *
 * <p>Size classes are four to an octave, so a block is at most a quarter larger than asked for.
 * When the device refuses, the pool is emptied and the request tried once more. Of the idle blocks
 * of a class the one given back last is taken first: it is the likeliest to be in a cache.
 * Thread-safe.
 */
public final class DeviceMemory implements AutoCloseable {
  /** Keeps the arithmetic on sizes, in elements and in bytes, far from overflow. */
  private static final long MAX_ELEMENTS = Long.MAX_VALUE >> 4;

  private final StorageAllocator allocator;
  private final Map<DataType, Map<Long, Deque<Storage>>> idle = new HashMap<>();
  private final Set<Storage> live = Collections.newSetFromMap(new IdentityHashMap<>());
  private long liveBytes;
  private long idleBytes;
  private long peakBytes;
  private long allocations;
  private boolean closed;

  /** A pool without blocks over this allocator. */
  public DeviceMemory(StorageAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * A storage of at least this many elements.
   *
   * @throws DeviceMemoryException when the device has no room even after the pool was emptied
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized Storage take(DataType type, long elements) {
    if (closed) {
      throw new IllegalStateException("The device is closed; open it again to allocate tensors");
    }
    if (elements > MAX_ELEMENTS) {
      throw new DeviceMemoryException(
          "A tensor of "
              + elements
              + " elements was asked for; no device holds that. Use a smaller batch.");
    }
    long capacity = sizeClass(elements);
    Deque<Storage> blocks = idle.getOrDefault(type, Map.of()).get(capacity);
    Storage storage;
    if (blocks != null && !blocks.isEmpty()) {
      storage = blocks.pop();
      idleBytes -= bytes(storage);
    } else {
      storage = allocate(type, capacity);
    }
    live.add(storage);
    liveBytes += bytes(storage);
    peakBytes = Math.max(peakBytes, liveBytes + idleBytes);
    return storage;
  }

  private Storage allocate(DataType type, long capacity) {
    allocations++;
    try {
      return allocator.allocate(type, capacity);
    } catch (DeviceMemoryException refused) {
      if (idleBytes == 0) {
        throw refused;
      }
      trim();
      return allocator.allocate(type, capacity);
    }
  }

  /**
   * Takes a storage back into the pool. After {@link #close} there is nothing left to take.
   *
   * @throws IllegalArgumentException when it is not live: of another pool, or given back before
   */
  public void give(Storage storage) {
    // Outside the lock: a storage may give back others that its contents were kept in.
    storage.recycled();
    keep(storage);
  }

  private synchronized void keep(Storage storage) {
    if (closed) {
      return;
    }
    if (!live.remove(storage)) {
      throw new IllegalArgumentException(
          "A storage of " + storage.elements() + " elements was given back that nobody had taken");
    }
    liveBytes -= bytes(storage);
    idleBytes += bytes(storage);
    idle.computeIfAbsent(storage.type(), type -> new HashMap<>())
        .computeIfAbsent(storage.elements(), size -> new ArrayDeque<>())
        .push(storage);
  }

  /** Returns all pooled blocks to the device. */
  public synchronized void trim() {
    idle.values().forEach(classes -> classes.values().forEach(q -> q.forEach(allocator::free)));
    idle.clear();
    idleBytes = 0;
  }

  /** Bytes that scopes hold now, rounded up to size classes. */
  public synchronized long liveBytes() {
    return liveBytes;
  }

  /** Bytes that wait in the pool. */
  public synchronized long idleBytes() {
    return idleBytes;
  }

  /** The most that was held at one time, live and pooled. */
  public synchronized long peakBytes() {
    return peakBytes;
  }

  /** Blocks asked of the device so far; in a steady state the pool serves all requests. */
  public synchronized long allocations() {
    return allocations;
  }

  private static long bytes(Storage storage) {
    return storage.elements() * DataType.BYTES;
  }

  /** The smallest of {4, 5, 6, 7}·2ᵏ ≥ elements, at least 16. */
  static long sizeClass(long elements) {
    if (elements <= 16) {
      return 16;
    }
    long step = Long.highestOneBit(elements - 1) >> 2;
    return (elements + step - 1) / step * step;
  }

  /**
   * Returns all blocks to the device, the pooled and the live ones; tensors that still have theirs
   * are unusable, and their scopes may be closed afterwards.
   */
  @Override
  public synchronized void close() {
    closed = true;
    trim();
    live.forEach(allocator::free);
    live.clear();
    liveBytes = 0;
  }
}
