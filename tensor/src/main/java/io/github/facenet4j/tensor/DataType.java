package io.github.facenet4j.tensor;

/** Element type of a tensor; every type takes four bytes. */
public enum DataType {
  /** IEEE 754 single precision (the reference backend keeps double precision behind it). */
  FLOAT32,
  /** 32-bit signed integer: labels, indices, counters. */
  INT32;

  /** Bytes of one element on a device. */
  public static final int BYTES = 4;
}
