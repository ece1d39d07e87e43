package io.github.facenet4j.tensor.spi;

/** How a matrix product reads an operand. */
public enum Transpose {
  /** As stored. */
  NO,
  /** Rows and columns exchanged. */
  YES
}
