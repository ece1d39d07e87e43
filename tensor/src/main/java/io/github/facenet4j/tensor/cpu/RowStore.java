package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.WriteMode;

/** Writes finished sums to their rows of the output, through the epilogue. */
final class RowStore {

  /** Where the rows of the output start. */
  interface Placement {
    /** Offset of column 0 of an output row. */
    int offset(int row);
  }

  private final ChannelKernels kernels;
  private final float[] y;
  private final Placement placement;
  private final float[] bias;
  private final float[] residual;
  private final Activation activation;
  private final float[] slopes;

  /**
   * A store of {@code n} columns into row-major y.
   *
   * @param epilogue ignored in mode ADD
   */
  RowStore(
      ChannelKernels kernels, Tensor y, Placement placement, Epilogue epilogue, WriteMode mode) {
    this.kernels = kernels;
    this.y = CpuStorage.floats(y);
    this.placement = placement;
    this.bias = CpuStorage.floatsOrNull(epilogue.bias());
    // Adding to the output is the same as an output that is its own residual.
    this.residual = mode == WriteMode.ADD ? this.y : CpuStorage.floatsOrNull(epilogue.residual());
    this.activation = epilogue.activation();
    this.slopes = CpuStorage.floatsOrNull(epilogue.slopes());
  }

  /** Output rows that lie one after the other. */
  static Placement contiguous(int n) {
    return row -> row * n;
  }

  /**
   * Stores a block.
   *
   * @param sums rows of ldc values from sumOffset on
   * @param first output row of the block's first row
   * @param column first column
   * @param n columns
   */
  void store(float[] sums, int sumOffset, int ldc, int first, int rows, int column, int n) {
    for (int i = 0; i < rows; i++) {
      int at = placement.offset(first + i) + column;
      kernels.store(sums, sumOffset + i * ldc, bias, column, residual, at, y, at, n);
      switch (activation) {
        case NONE -> {
          // Done.
        }
        case RELU -> kernels.clip(y, y, at, at + n, Float.POSITIVE_INFINITY);
        case RELU6 -> kernels.clip(y, y, at, at + n, 6f);
        case PRELU -> kernels.prelu(y, y, at, 1, n, slopes, column);
      }
    }
  }
}
