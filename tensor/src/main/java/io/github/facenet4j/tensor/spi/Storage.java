package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.DataType;

/** A block of device memory; only its own backend looks inside. */
public interface Storage {

  /** Element type. */
  DataType type();

  /** Capacity in elements; at least what was asked for. */
  long elements();

  /** Called when the pool takes the block back: nobody needs its contents any more. */
  default void recycled() {}
}
