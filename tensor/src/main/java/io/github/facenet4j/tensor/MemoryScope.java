package io.github.facenet4j.tensor;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Owns tensors; closing it returns their storage to the device's pool.
 *
 * <p>Parameters and optimizer state live in the model's scope, everything of one step in {@code try
 * (var step = model.child("step"))}. Closing a scope closes its children first. {@link #moveTo} is
 * the only promotion. Nothing is freed by a finalizer. A scope may be used by one thread at a time,
 * except that {@link #child} may be called from any; sibling scopes may be used by different
 * threads.
 */
public final class MemoryScope implements AutoCloseable {
  private final Backend backend;
  private final String path;
  private final MemoryScope parent;
  private final Set<StorageLease> leases = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<MemoryScope> children = new ArrayList<>();
  private volatile boolean closed;

  private MemoryScope(Backend backend, String path, MemoryScope parent) {
    this.backend = backend;
    this.path = path;
    this.parent = parent;
  }

  /** A scope without a parent, for one model or one service. */
  public static MemoryScope root(Backend backend, String name) {
    return new MemoryScope(backend, name, null);
  }

  /** A scope that closes with this one at the latest. */
  public MemoryScope child(String name) {
    MemoryScope child = new MemoryScope(backend, path + "/" + name, this);
    synchronized (children) {
      requireOpen();
      children.add(child);
    }
    return child;
  }

  /** The device of all tensors in this scope. */
  public Backend backend() {
    return backend;
  }

  /** Names from the root to this scope, for messages. */
  public String path() {
    return path;
  }

  /** A new float tensor; its contents are undefined until an op or a write fills them. */
  public Tensor floats(Shape shape) {
    return allocate(shape, DataType.FLOAT32);
  }

  /** A new int tensor; its contents are undefined until an op or a write fills them. */
  public Tensor ints(Shape shape) {
    return allocate(shape, DataType.INT32);
  }

  /** A new float tensor of zeros. */
  public Tensor zeros(Shape shape) {
    Tensor tensor = floats(shape);
    backend.elementwise().fill(tensor, 0f);
    return tensor;
  }

  /** A new float tensor with these values. */
  public Tensor floats(Shape shape, float[] values) {
    Tensor tensor = floats(shape);
    tensor.write(values);
    return tensor;
  }

  /** A new int tensor with these values. */
  public Tensor ints(Shape shape, int[] values) {
    Tensor tensor = ints(shape);
    tensor.write(values);
    return tensor;
  }

  private Tensor allocate(Shape shape, DataType type) {
    requireOpen();
    StorageLease lease = new StorageLease(take(shape, type), this);
    leases.add(lease);
    return new Tensor(shape, lease);
  }

  private Storage take(Shape shape, DataType type) {
    try {
      return backend.memory().take(type, shape.elements());
    } catch (DeviceMemoryException refused) {
      throw new DeviceMemoryException(
          "Scope '%s' asked for a tensor %s. %s".formatted(path, shape, refused.getMessage()),
          refused);
    }
  }

  /** Gives one tensor's storage back before the scope closes; all its views become unusable. */
  public void release(Tensor tensor) {
    StorageLease lease = owned(tensor);
    leases.remove(lease);
    backend.memory().give(lease.end());
  }

  /**
   * Makes another scope on the same device the owner of a tensor of this scope, with all its views.
   */
  public void moveTo(MemoryScope target, Tensor tensor) {
    target.requireOpen();
    if (target.backend != backend) {
      throw new IllegalArgumentException(
          "Scope '" + path + "' and scope '" + target.path + "' are on different devices");
    }
    StorageLease lease = owned(tensor);
    leases.remove(lease);
    target.leases.add(lease);
    lease.owner(target);
  }

  private StorageLease owned(Tensor tensor) {
    StorageLease lease = tensor.lease();
    if (!leases.contains(lease)) {
      throw new IllegalArgumentException(
          "Tensor " + tensor + " is not owned by scope '" + path + "'");
    }
    return lease;
  }

  /** Bytes that this scope and its open children hold; asked while none of them is in use. */
  public long liveBytes() {
    long bytes = 0;
    for (StorageLease lease : leases) {
      bytes += lease.storage().elements() * DataType.BYTES;
    }
    synchronized (children) {
      for (MemoryScope child : children) {
        bytes += child.liveBytes();
      }
    }
    return bytes;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Scope '" + path + "' is closed");
    }
  }

  /** Closes the children, then returns every storage to the pool; a second call does nothing. */
  @Override
  public void close() {
    List<MemoryScope> open;
    synchronized (children) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(children);
    }
    open.forEach(MemoryScope::close);
    for (StorageLease lease : leases) {
      backend.memory().give(lease.end());
    }
    leases.clear();
    if (parent != null) {
      synchronized (parent.children) {
        parent.children.remove(this);
      }
    }
  }
}
