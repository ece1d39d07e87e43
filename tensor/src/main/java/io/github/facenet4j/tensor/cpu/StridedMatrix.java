package io.github.facenet4j.tensor.cpu;

/**
 * The right operand of a product as it lies in memory: element (k, n) at {@code offset +
 * k·rowStride + n·columnStride}.
 *
 * @param values the array
 * @param offset element (0, 0)
 * @param rowStride distance from k to k+1
 * @param columnStride distance from n to n+1
 */
public record StridedMatrix(float[] values, int offset, int rowStride, int columnStride) {

  /** The part whose element (0, 0) is this matrix's element (row, column). */
  StridedMatrix from(int row, int column) {
    int start = offset + row * rowStride + column * columnStride;
    return new StridedMatrix(values, start, rowStride, columnStride);
  }
}
