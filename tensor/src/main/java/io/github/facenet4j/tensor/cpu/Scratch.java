package io.github.facenet4j.tensor.cpu;

import java.util.EnumMap;
import java.util.Map;

/**
 * Working arrays of one thread, kept from call to call so that ops make no garbage that grows with
 * the data. Contents are undefined. Lengths grow and never shrink; the block sizes of the ops keep
 * them to a few megabytes.
 */
final class Scratch {

  /** What an array is for; one op uses a purpose at most once at a time. */
  enum Use {
    /** The right-hand matrix of a product, packed by all threads and read by all. */
    PACKED_SHARED,
    /** A block of the right-hand matrix packed for this thread alone. */
    PACKED_OWN,
    /** The left-hand matrix of a transposed product, turned by all threads and read by all. */
    TURNED,
    /** Tiles or filters of a Winograd convolution, transformed. */
    TRANSFORMED,
    /** Part of an input map with its zero border. */
    PADDED,
    /** Sums of one block before the epilogue. */
    SUMS,
    /** Partial sums of all tasks of an op, combined at the end. */
    PARTIALS,
    /** Where the gathered rows of a block start. */
    ROW_OFFSETS,
    /** Offsets of the input values under one window. */
    WINDOW_OFFSETS,
    /** Filter offsets or window positions that go with the input offsets. */
    WINDOW_CODES,
    /** Per-channel values of an op, first set. */
    CHANNELS_A,
    /** Per-channel values of an op, second set. */
    CHANNELS_B,
    /** Per-channel values of an op, third set. */
    CHANNELS_C,
    /** One row of values. */
    ROW_A,
    /** A second row of values. */
    ROW_B,
    /** Embeddings at unit length. */
    UNIT_ROWS,
    /** Row of ordered integer keys in negative selection. */
    KEYS,
    /** Where each row's list of neighbours starts. */
    ROW_STARTS,
    /** Lists of neighbours, row by row. */
    ROW_LISTS,
    /** Where each column's list of neighbours starts. */
    COLUMN_STARTS,
    /** Lists of neighbours, column by column. */
    COLUMN_LISTS
  }

  private final Map<Use, float[]> floats = new EnumMap<>(Use.class);
  private final Map<Use, int[]> ints = new EnumMap<>(Use.class);

  /** An array of at least this length. */
  float[] floats(Use use, int length) {
    float[] array = floats.get(use);
    if (array == null || array.length < length) {
      array = new float[grown(length)];
      floats.put(use, array);
    }
    return array;
  }

  /** An array of at least this length. */
  int[] ints(Use use, int length) {
    int[] array = ints.get(use);
    if (array == null || array.length < length) {
      array = new int[grown(length)];
      ints.put(use, array);
    }
    return array;
  }

  private static int grown(int length) {
    return Math.max(1024, Math.addExact(length, length >> 3));
  }
}
