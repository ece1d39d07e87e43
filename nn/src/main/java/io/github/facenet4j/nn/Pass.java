package io.github.facenet4j.nn;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One traversal of a network: its device, scope and mode, and the stack of what backward needs.
 *
 * <p>Forward pushes, backward pops in the opposite order; closing asserts that nothing is left. The
 * pass also ends the life of activations early: {@link #release} says that the caller needs a
 * tensor no more, and the storage goes back to the pool at once, or, where a layer has saved it, as
 * soon as the last of those layers has run its backward. Used by one thread.
 */
public final class Pass implements AutoCloseable {

  /** What a traversal is for. */
  public enum Mode {
    /** Batch statistics and dropout are in force, running statistics move, layers save. */
    TRAIN,
    /**
     * Computes what TRAIN computes, saves nothing and leaves running statistics alone: the first of
     * the two passes over a batch that does not fit in memory at once.
     */
    REHEARSE,
    /** Stored statistics, no dropout, nothing saved. */
    INFER
  }

  private record Saved(Layer owner, Shape shape, Tensor[] tensors) {}

  /** Claims on one storage: saves not yet used, and the tensor to release when they are. */
  private static final class Holds {
    private int count;
    private Tensor released;
  }

  private final MemoryScope scope;
  private final Mode mode;
  private final OptionalLong seed;
  private final Deque<Saved> stack = new ArrayDeque<>();
  private final Map<Storage, Holds> holds = new IdentityHashMap<>();
  private Tensor[] inUse = {};

  private Pass(MemoryScope scope, Mode mode, OptionalLong seed) {
    this.scope = scope;
    this.mode = mode;
    this.seed = seed;
  }

  /** A training pass of a network without dropout. */
  public static Pass training(MemoryScope scope) {
    return new Pass(scope, Mode.TRAIN, OptionalLong.empty());
  }

  /** A training pass whose random choices follow from this seed; give every step its own. */
  public static Pass training(MemoryScope scope, long seed) {
    return new Pass(scope, Mode.TRAIN, OptionalLong.of(seed));
  }

  /** A forward that computes what {@link #training(MemoryScope)} would, see {@link Mode}. */
  public static Pass rehearsal(MemoryScope scope) {
    return new Pass(scope, Mode.REHEARSE, OptionalLong.empty());
  }

  /** A forward that computes what {@link #training(MemoryScope, long)} would, see {@link Mode}. */
  public static Pass rehearsal(MemoryScope scope, long seed) {
    return new Pass(scope, Mode.REHEARSE, OptionalLong.of(seed));
  }

  /** A forward with stored statistics that saves nothing. */
  public static Pass inference(MemoryScope scope) {
    return new Pass(scope, Mode.INFER, OptionalLong.empty());
  }

  /** The device. */
  public Backend backend() {
    return scope.backend();
  }

  /** Owner of everything this traversal allocates. */
  public MemoryScope scope() {
    return scope;
  }

  /** What the traversal is for. */
  public Mode mode() {
    return mode;
  }

  /** Source of this step's random choices, where one was given. */
  public OptionalLong seed() {
    return seed;
  }

  /** Keeps tensors for the owner's backward (nulls are kept as nulls); only TRAIN does. */
  public void save(Layer owner, Tensor... tensors) {
    push(owner, null, tensors);
  }

  /** Keeps a shape for the owner's backward, which restores it on its own; only TRAIN does. */
  public void saveShape(Layer owner, Shape shape) {
    push(owner, shape);
  }

  private void push(Layer owner, Shape shape, Tensor... tensors) {
    if (mode != Mode.TRAIN) {
      return;
    }
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        holds.computeIfAbsent(tensor.storage(), storage -> new Holds()).count++;
      }
    }
    stack.push(new Saved(owner, shape, tensors));
  }

  /**
   * Pops what the owner saved last. The tensors are usable until the next restore of this pass.
   *
   * @throws IllegalStateException when another layer's entry is on top
   */
  public Tensor[] restore(Layer owner) {
    return pop(owner).tensors();
  }

  /** Pops the shape that the owner saved last, see {@link #restore}. */
  public Shape restoreShape(Layer owner) {
    return pop(owner).shape();
  }

  private Saved pop(Layer owner) {
    Saved top = stack.peek();
    if (top == null || top.owner() != owner) {
      throw new IllegalStateException(
          "Backward of "
              + owner.name()
              + " in mode "
              + mode
              + " found "
              + (top == null ? "nothing saved" : "what " + top.owner().name() + " saved")
              + "; run forward in mode TRAIN, and backward once, in the opposite order");
    }
    dropRestored();
    inUse = top.tensors();
    return stack.pop();
  }

  private void dropRestored() {
    for (Tensor tensor : inUse) {
      if (tensor != null) {
        Holds held = holds.get(tensor.storage());
        if (--held.count == 0) {
          holds.remove(tensor.storage());
          if (held.released != null) {
            scope.release(held.released);
          }
        }
      }
    }
    inUse = new Tensor[0];
  }

  /**
   * Ends the caller's need of a tensor of this pass's scope: storage that no layer has saved
   * returns to the pool now, other storage after the backward of the last layer that did.
   *
   * @param keep tensors still needed: where one of them shares the storage, nothing happens
   */
  public void release(Tensor tensor, Tensor... keep) {
    for (Tensor kept : keep) {
      if (tensor.sharesStorage(kept)) {
        return;
      }
    }
    Holds held = holds.get(tensor.storage());
    if (held == null) {
      scope.release(tensor);
    } else {
      held.released = tensor;
    }
  }

  /**
   * Ends the traversal; the tensors stay with the scope.
   *
   * @throws IllegalStateException when a forward in mode TRAIN was not followed by its backward
   */
  @Override
  public void close() {
    dropRestored();
    if (!stack.isEmpty()) {
      throw new IllegalStateException(
          "Pass closed with "
              + stack.size()
              + " saved entries, the latest of "
              + stack.peek().owner().name()
              + "; run backward to the end, or use Pass.rehearsal or Pass.inference");
    }
  }
}
