package io.github.facenet4j.tensor.cpu;

/** The left operand of a large product, handed out in blocks of rows. */
interface RowSource {

  /** All rows. */
  int rows();

  /** Values in a row. */
  int length();

  /** Runs in a row, see {@link GatheredRows}. */
  int runs();

  /**
   * Rows {@code first … first+count−1} as rows 0 … count−1 of the result, which lies in the
   * thread's scratch until the next call.
   */
  GatheredRows block(Scratch scratch, int first, int count);
}
