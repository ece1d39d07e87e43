package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.Arrays;

/** Writes finished sums to their rows of the output, through the epilogue. */
final class RowStore {

  /** Where the rows of the output start. */
  interface Placement {
    /** Offset of column 0 of an output row. */
    int offset(int row);

    /** Whether rows of n columns follow each other without gaps. */
    default boolean joins(int n) {
      return false;
    }

    /** Distance of the output rows where it is the same for all, else 0. */
    default int step() {
      return 0;
    }
  }

  /** Rows every {@code step} values. */
  private record Strided(int step, int first) implements Placement {
    @Override
    public int offset(int row) {
      return row * step + first;
    }

    @Override
    public boolean joins(int columns) {
      return columns == step;
    }
  }

  private final ChannelKernels kernels;
  private final float[] y;
  private final Placement placement;
  private final float[] bias;
  private final float[] residual;
  private final float low;
  private final float high;
  private final float[] slopes;

  /**
   * A store into row-major y.
   *
   * @param epilogue NONE in mode ADD
   */
  RowStore(
      ChannelKernels kernels, Tensor y, Placement placement, Epilogue epilogue, WriteMode mode) {
    this(kernels, CpuStorage.floats(y), placement, epilogue, mode);
  }

  /** The same into an array, which may be the sums themselves. */
  RowStore(
      ChannelKernels kernels, float[] y, Placement placement, Epilogue epilogue, WriteMode mode) {
    this.kernels = kernels;
    this.y = y;
    this.placement = placement;
    this.bias = CpuStorage.floatsOrNull(epilogue.bias());
    // Adding to the output is the same as an output that is its own residual.
    this.residual = mode == WriteMode.ADD ? this.y : CpuStorage.floatsOrNull(epilogue.residual());
    Activation activation = epilogue.activation();
    boolean rectifies = activation == Activation.RELU || activation == Activation.RELU6;
    this.low = rectifies ? 0f : Float.NEGATIVE_INFINITY;
    this.high = activation == Activation.RELU6 ? 6f : Float.POSITIVE_INFINITY;
    this.slopes = CpuStorage.floatsOrNull(epilogue.slopes());
  }

  /** Output rows that lie one after the other. */
  static Placement contiguous(int n) {
    return new Strided(n, 0);
  }

  /** Output rows that are the pixels of a map inside a larger one. */
  static Placement placed(PlaceSpec place) {
    return place.hasAllPixels() ? new Strided(place.whole().c(), place.channel()) : place::offset;
  }

  /**
   * Distance of the rows of {@link #values} where the output takes sums that started from {@link
   * #startSums} as they are, so that they may be made in place; else 0.
   */
  int stepInPlace() {
    boolean asTheyAre =
        residual == null
            && slopes == null
            && low == Float.NEGATIVE_INFINITY
            && high == Float.POSITIVE_INFINITY;
    return asTheyAre ? placement.step() : 0;
  }

  /** The output. */
  float[] values() {
    return y;
  }

  /** Offset of a value of the output. */
  int offset(int row, int column) {
    return placement.offset(row) + column;
  }

  /**
   * Copies what the sums of some columns start from, the bias or zeros, and zeros behind them.
   *
   * @param start receives columns column … column+n−1 at 0 and zeros up to length
   */
  void startSums(int column, int n, float[] start, int length) {
    if (bias == null) {
      Arrays.fill(start, 0, length, 0f);
    } else {
      System.arraycopy(bias, column, start, 0, n);
      Arrays.fill(start, n, length, 0f);
    }
  }

  /**
   * Stores a block of sums that started from {@link #startSums}.
   *
   * @param sums rows of ldc values from sumOffset on
   * @param first output row of the block's first row
   * @param column first column
   * @param n columns
   */
  void store(float[] sums, int sumOffset, int ldc, int first, int rows, int column, int n) {
    if (ldc == n && slopes == null && placement.joins(n)) {
      int at = placement.offset(first);
      kernels.store(sums, sumOffset, residual, at, y, at, rows * n, low, high);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int at = placement.offset(first + i) + column;
      kernels.store(sums, sumOffset + i * ldc, residual, at, y, at, n, low, high);
      if (slopes != null) {
        kernels.prelu(y, y, at, 1, n, slopes, column);
      }
    }
  }
}
