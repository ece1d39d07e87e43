package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelVariant;

/**
 * A row of a [B,B] matrix in local memory: the parameter {@code CAPACITY} of the kernels that hold
 * one, in 4-byte entries.
 */
final class LocalRow {
  private static final int SMALLEST_CAPACITY = 2048;

  private LocalRow() {}

  /** The variant with room for a row: powers of two, so that few kernels are built. */
  static KernelVariant in(KernelVariant variant, int batch) {
    int capacity = SMALLEST_CAPACITY;
    while (capacity < batch) {
      capacity = Math.multiplyExact(capacity, 2);
    }
    return variant
        .with("CAPACITY", capacity)
        .localMemory(variant.localMemoryBytes() + (long) capacity * Integer.BYTES);
  }
}
