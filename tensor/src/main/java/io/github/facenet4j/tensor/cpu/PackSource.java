package io.github.facenet4j.tensor.cpu;

import java.util.List;

/** The right operand of a large product, packed piece by piece. */
interface PackSource {

  /**
   * Packs rows {@code from … to−1} of columns {@code column … column+n−1} as rows of a packed
   * matrix [k, n].
   *
   * @param shift row of the packed matrix that row 0 of the operand becomes; rows move by as much
   */
  void pack(
      ProductKernels kernels,
      int from,
      int to,
      int shift,
      int k,
      int column,
      int n,
      float[] packed,
      int packedOffset);

  /** The operand itself where it lies row by row in memory, else null. */
  default StridedMatrix rowMajor() {
    return null;
  }

  /** Where packed forms of the operand may be kept. */
  DerivedForms forms();

  /** Tells this operand from others that are read from the same storage, by value. */
  Object key();

  /**
   * One matrix.
   *
   * @param forms of the tensor behind it
   */
  static PackSource of(StridedMatrix matrix, DerivedForms forms) {
    return new OneMatrix(matrix, forms);
  }

  /** See {@link #of}. */
  record OneMatrix(StridedMatrix matrix, DerivedForms forms) implements PackSource {

    @Override
    public Object key() {
      return List.of(matrix.offset(), matrix.rowStride(), matrix.columnStride());
    }

    @Override
    public StridedMatrix rowMajor() {
      return matrix.columnStride() == 1 ? matrix : null;
    }

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
      kernels.pack(matrix.from(from, column), from + shift, to + shift, k, n, packed, packedOffset);
    }
  }
}
