package io.github.facenet4j.kernels.library;

import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A block of device memory that counts its writes and keeps what was derived from its contents.
 *
 * <p>A derived form, such as a filter in the order in which a kernel reads it, is kept from its
 * second use on while the contents stand: weights at inference are packed once, whereas weights
 * that a training step reads once between two updates, and activations, leave nothing behind. Forms
 * go when the version they were made from is gone and another is asked for, and when the block goes
 * back to the pool.
 *
 * <p>Thread-safe. The lock is held while a form is filled, and may be followed by that of the pool
 * or of the queue; whoever holds one of those must not ask for a form.
 */
public abstract class DeviceBuffer implements Storage {
  private final AtomicLong version = new AtomicLong();
  private final Map<Object, Scratch> forms = new HashMap<>();
  private long versionOfForms;

  /** An unwritten block. */
  protected DeviceBuffer() {}

  /** Says that the contents may have changed; after the write is in the queue. */
  public final void written() {
    version.incrementAndGet();
  }

  /**
   * The form, filled now or earlier.
   *
   * @param form stands for the form and its parameters, by {@code equals}
   */
  final synchronized Scratch derived(
      DeviceMemory memory, Object form, long elements, Consumer<Storage> fill) {
    long current = version.get();
    if (versionOfForms != current) {
      dropForms();
      versionOfForms = current;
    }
    Scratch kept = forms.get(form);
    if (kept != null) {
      return kept.borrowed();
    }
    Scratch made = Scratch.take(memory, elements);
    try {
      fill.accept(made.storage());
    } catch (RuntimeException | Error failed) {
      made.close();
      throw failed;
    }
    // Absent: never asked for. Present without a value: asked for once at this version.
    if (!forms.containsKey(form)) {
      forms.put(form, null);
      return made;
    }
    forms.put(form, made);
    return made.borrowed();
  }

  @Override
  public final synchronized void recycled() {
    dropForms();
  }

  private void dropForms() {
    for (Scratch form : forms.values()) {
      if (form != null) {
        form.close();
      }
    }
    forms.clear();
  }
}
