package io.github.facenet4j.tensor.spi;

/** Whether a result replaces or joins what the output holds. */
public enum WriteMode {
  /** output = result. */
  ASSIGN,
  /** output += result. */
  ADD
}
