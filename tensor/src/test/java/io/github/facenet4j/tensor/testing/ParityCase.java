package io.github.facenet4j.tensor.testing;

import java.util.function.Consumer;

/**
 * One op call with its data and bounds, to run against any backend.
 *
 * @param name op, sizes and variant; also the seed of the data
 * @param body declares the operands, derives the bounds and checks
 */
public record ParityCase(String name, Consumer<OracleComparison> body) {

  /** Compares on this device. */
  public void run(OracleComparison comparison) {
    body.accept(comparison);
  }

  @Override
  public String toString() {
    return name;
  }
}
