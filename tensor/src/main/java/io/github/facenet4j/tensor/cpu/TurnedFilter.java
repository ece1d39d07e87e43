package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * The filter of a data gradient as a right operand: the taps that one class of input pixels sees,
 * from last to first, each transposed to [O, C].
 */
final class TurnedFilter implements PackSource {
  private final WindowAxis rows;
  private final WindowAxis columns;
  private final int kernelWidth;
  private final int in;
  private final int out;
  private final float[] w;
  private final DerivedForms forms;

  /**
   * The taps that belong to a class.
   *
   * @param rows its pixels along the height
   * @param columns its pixels along the width
   * @param forms of the tensor behind w
   */
  TurnedFilter(
      Conv2dSpec spec, WindowAxis rows, WindowAxis columns, float[] w, DerivedForms forms) {
    this.rows = rows;
    this.columns = columns;
    this.kernelWidth = spec.kernelWidth();
    this.in = spec.inChannels();
    this.out = spec.outChannels();
    this.w = w;
    this.forms = forms;
  }

  /** What tells a class from the others. */
  private record Taps(
      int firstRow, int rowStep, int rows, int firstColumn, int columnStep, int columns) {}

  @Override
  public void pack(
      ProductKernels kernels,
      int from,
      int to,
      int shift,
      int k,
      int column,
      int n,
      float[] packed,
      int packedOffset) {
    int next;
    for (int row = from; row < to; row = next) {
      int tap = row / out;
      next = Math.min(to, (tap + 1) * out);
      int u = rows.weight(rows.taps() - 1 - tap / columns.taps());
      int v = columns.weight(columns.taps() - 1 - tap % columns.taps());
      int start = ((u * kernelWidth + v) * in + column) * out + row % out;
      StridedMatrix source = new StridedMatrix(w, start, 1, out);
      kernels.pack(source, row + shift, next + shift, k, n, packed, packedOffset);
    }
  }

  @Override
  public DerivedForms forms() {
    return forms;
  }

  @Override
  public Object key() {
    return new Taps(
        rows.firstWeight(),
        rows.weightStep(),
        rows.taps(),
        columns.firstWeight(),
        columns.weightStep(),
        columns.taps());
  }
}
