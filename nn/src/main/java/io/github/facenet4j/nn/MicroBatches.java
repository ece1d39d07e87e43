package io.github.facenet4j.nn;

/**
 * A batch in as few nearly equal parts as a limit allows: {@code count = ⌈batch / most⌉}, and the
 * first {@code batch mod count} parts hold one row more than the others.
 *
 * @param batch rows, at least 1
 * @param count parts, 1 … batch
 */
public record MicroBatches(int batch, int count) {

  /**
   * The parts of a batch.
   *
   * @param most rows of a part at most, at least 1
   */
  public static MicroBatches of(int batch, int most) {
    if (batch < 1 || most < 1) {
      throw new IllegalArgumentException(
          "Micro-batches need at least 1 row each, got a batch of "
              + batch
              + " rows in parts of "
              + most);
    }
    return new MicroBatches(batch, (batch - 1) / most + 1);
  }

  /** First row of a part. */
  public int first(int part) {
    return part * (batch / count) + Math.min(part, batch % count);
  }

  /** Rows of a part. */
  public int size(int part) {
    return batch / count + (part < batch % count ? 1 : 0);
  }
}
