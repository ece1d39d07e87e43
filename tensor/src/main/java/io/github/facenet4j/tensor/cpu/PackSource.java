package io.github.facenet4j.tensor.cpu;

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

  /** One matrix. */
  static PackSource of(StridedMatrix matrix) {
    return (kernels, from, to, shift, k, column, n, packed, packedOffset) -> {
      int start = matrix.offset() + from * matrix.rowStride() + column * matrix.columnStride();
      StridedMatrix part =
          new StridedMatrix(matrix.values(), start, matrix.rowStride(), matrix.columnStride());
      kernels.pack(part, from + shift, to + shift, k, n, packed, packedOffset);
    };
  }
}
