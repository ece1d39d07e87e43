package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.DataType;

/** A block of device memory; only its own backend looks inside. */
public interface Storage {

  /** Element type. */
  DataType type();

  /** Capacity in elements; at least what was asked for. */
  long elements();
}
