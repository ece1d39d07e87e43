package io.github.facenet4j.tensor.cpu;

import java.util.Arrays;

/**
 * The windows of a convolution over an NHWC map as a {@link RowSource}: row (n, i, j) holds the
 * kernelHeight · kernelWidth · channels values under the window whose first pixel is (i·stride −
 * top, j·stride − left).
 *
 * <p>Where windows reach outside the map, the rows of pixels that a block needs are copied into
 * scratch with their zeros around them. A copied value serves all windows of the block it is in.
 *
 * @param values the map [batch, height, width, channels]
 * @param top rows of zeros above; negative when the first window starts inside
 * @param left columns of zeros to the left; negative when the first window starts inside
 * @param outHeight windows in a column
 * @param outWidth windows in a row
 */
record WindowRows(
    float[] values,
    int batch,
    int height,
    int width,
    int channels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int top,
    int left,
    int outHeight,
    int outWidth)
    implements RowSource {

  @Override
  public int rows() {
    return batch * outHeight * outWidth;
  }

  @Override
  public int length() {
    return kernelHeight * kernelWidth * channels;
  }

  @Override
  public int runs() {
    return kernelHeight;
  }

  private boolean isInside() {
    return top <= 0
        && left <= 0
        && (outHeight - 1) * stride - top + kernelHeight <= height
        && (outWidth - 1) * stride - left + kernelWidth <= width;
  }

  @Override
  public GatheredRows block(Scratch scratch, int first, int count) {
    int[] offsets = scratch.ints(Scratch.Use.ROW_OFFSETS, count + ProductKernels.ROW_SLACK);
    GatheredRows rows =
        isInside() ? inPlace(offsets, first, count) : padded(scratch, offsets, first, count);
    Arrays.fill(offsets, count, count + ProductKernels.ROW_SLACK, offsets[count - 1]);
    return rows;
  }

  private GatheredRows inPlace(int[] offsets, int first, int count) {
    int j = first % outWidth;
    int i = first / outWidth % outHeight;
    int n = first / outWidth / outHeight;
    for (int p = 0; p < count; p++) {
      offsets[p] = ((n * height + i * stride - top) * width + j * stride - left) * channels;
      if (++j == outWidth) {
        j = 0;
        if (++i == outHeight) {
          i = 0;
          n++;
        }
      }
    }
    return new GatheredRows(
        values, offsets, kernelHeight, kernelWidth * channels, width * channels);
  }

  private GatheredRows padded(Scratch scratch, int[] offsets, int first, int count) {
    int image = outHeight * outWidth;
    int pitch = ((outWidth - 1) * stride + kernelWidth) * channels;
    int mapRows = 0;
    for (int p = first; p < first + count; p = (p / image + 1) * image) {
      mapRows += mapRows(p, Math.min(first + count, (p / image + 1) * image));
    }
    float[] copy = scratch.floats(Scratch.Use.PADDED, mapRows * pitch + CpuStorage.SLACK);
    int start = 0;
    int next;
    for (int p = first; p < first + count; p = next) {
      int n = p / image;
      next = Math.min(first + count, (n + 1) * image);
      int firstRow = p % image / outWidth;
      int rows = mapRows(p, next);
      for (int row = 0; row < rows; row++) {
        copyRow(n, firstRow * stride - top + row, copy, start + row * pitch, pitch);
      }
      for (int q = p; q < next; q++) {
        int row = q % image / outWidth - firstRow;
        int column = q % outWidth;
        offsets[q - first] = start + row * stride * pitch + column * stride * channels;
      }
      start += rows * pitch;
    }
    return new GatheredRows(copy, offsets, kernelHeight, kernelWidth * channels, pitch);
  }

  /** Rows of the map under the windows from … to−1, which are of one image. */
  private int mapRows(int from, int to) {
    int image = outHeight * outWidth;
    int windowRows = (to - 1) % image / outWidth - from % image / outWidth;
    return windowRows * stride + kernelHeight;
  }

  private void copyRow(int n, int row, float[] copy, int start, int pitch) {
    if (row < 0 || row >= height) {
      Arrays.fill(copy, start, start + pitch, 0f);
      return;
    }
    int from = Math.max(0, left) * channels;
    int to = Math.max(from, Math.min(pitch, (width + left) * channels));
    int source = ((n * height + row) * width - left) * channels;
    Arrays.fill(copy, start, start + Math.min(from, pitch), 0f);
    if (from < to) {
      System.arraycopy(values, source + from, copy, start + from, to - from);
    }
    Arrays.fill(copy, start + Math.min(to, pitch), start + pitch, 0f);
  }
}
