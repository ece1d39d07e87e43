package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * Which taps of a filter one product uses, in which order, and which way round.
 *
 * @param height taps in a column, 0 or more
 * @param width taps in a row, 0 or more
 * @param firstRow row of the first tap used
 * @param rowStep rows from one tap to the next; negative goes backwards
 * @param firstColumn column of the first tap used
 * @param columnStep columns from one tap to the next
 * @param order whether rows of the product are input or output channels
 */
record FilterTaps(
    int height,
    int width,
    int firstRow,
    int rowStep,
    int firstColumn,
    int columnStep,
    Order order) {

  enum Order {
    /** Sums over input channels: the forward pass. */
    INPUT_TO_OUTPUT,
    /** Sums over output channels: the data gradient. */
    OUTPUT_TO_INPUT
  }

  /** All taps as they are. */
  static FilterTaps forward(Conv2dSpec spec) {
    return new FilterTaps(
        spec.kernelHeight(), spec.kernelWidth(), 0, 1, 0, 1, Order.INPUT_TO_OUTPUT);
  }

  /**
   * The taps that meet the input pixels whose padded position is congruent to (row, column) modulo
   * the stride, backwards.
   */
  static FilterTaps meeting(Conv2dSpec spec, int row, int column) {
    int height = every(spec.stride(), spec.kernelHeight() - row);
    int width = every(spec.stride(), spec.kernelWidth() - column);
    return new FilterTaps(
        height,
        width,
        row + spec.stride() * (height - 1),
        -spec.stride(),
        column + spec.stride() * (width - 1),
        -spec.stride(),
        Order.OUTPUT_TO_INPUT);
  }

  private static int every(int stride, int remaining) {
    return Math.max(0, (remaining + stride - 1) / stride);
  }

  int count() {
    return height * width;
  }

  /** Kernels' {@code int4 taps}: where they begin and how far apart they are. */
  int[] argument() {
    return new int[] {firstRow, rowStep, firstColumn, columnStep};
  }

  /** Whether the panels hold exactly w as it is stored. */
  boolean isWholeFilterInOrder() {
    return order == Order.INPUT_TO_OUTPUT;
  }
}
