package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.Arrays;

/**
 * Depthwise convolution: one filter a channel, so nothing is shared between channels and the loops
 * run along them. Each pixel lists the taps that meet the map; the kernels then never test a bound.
 */
final class DepthwiseConvolution {
  /** Partial weight gradients, combined in order; fixed so that threads do not show. */
  private static final int SPLITS = 16;

  private final CpuContext context;

  DepthwiseConvolution(CpuContext context) {
    this.context = context;
  }

  void forward(Conv2dSpec spec, Tensor xTensor, Tensor wTensor, Epilogue epilogue, Tensor y) {
    float[] x = CpuStorage.floats(xTensor);
    float[] w = CpuStorage.floats(wTensor);
    int channels = spec.inChannels();
    int outWidth = spec.outWidth();
    RowStore store =
        new RowStore(
            context.kernels().channels(),
            y,
            RowStore.contiguous(channels),
            epilogue,
            WriteMode.ASSIGN);
    forRows(
        spec.batch() * spec.outHeight(),
        (long) outWidth * channels,
        spec,
        (row, taps) -> {
          int n = row / spec.outHeight();
          int i = row % spec.outHeight();
          for (int j = 0; j < outWidth; j++) {
            taps.clear();
            for (int u = 0; u < spec.kernelHeight(); u++) {
              int h = i * spec.stride() - spec.padHeight() + u;
              for (int v = 0; v < spec.kernelWidth(); v++) {
                int column = j * spec.stride() - spec.padWidth() + v;
                if (inside(h, spec.height()) && inside(column, spec.width())) {
                  taps.add(
                      ((n * spec.height() + h) * spec.width() + column) * channels,
                      (u * spec.kernelWidth() + v) * channels);
                }
              }
            }
            taps.sum(x, w, channels, taps.row, j * channels);
          }
          store.store(taps.row, 0, channels, row * outWidth, outWidth, 0, channels);
        });
  }

  void dataGradient(Conv2dSpec spec, Tensor dyTensor, Tensor wTensor, Tensor dxTensor) {
    float[] dy = CpuStorage.floats(dyTensor);
    float[] w = CpuStorage.floats(wTensor);
    float[] dx = CpuStorage.floats(dxTensor);
    int channels = spec.inChannels();
    int stride = spec.stride();
    forRows(
        spec.batch() * spec.height(),
        (long) spec.width() * channels,
        spec,
        (row, taps) -> {
          int n = row / spec.height();
          int h = row % spec.height();
          for (int column = 0; column < spec.width(); column++) {
            taps.clear();
            for (int u = 0; u < spec.kernelHeight(); u++) {
              int up = h + spec.padHeight() - u;
              for (int v = 0; v < spec.kernelWidth(); v++) {
                int across = column + spec.padWidth() - v;
                boolean meets =
                    up >= 0
                        && across >= 0
                        && up % stride == 0
                        && across % stride == 0
                        && up / stride < spec.outHeight()
                        && across / stride < spec.outWidth();
                if (meets) {
                  int i = n * spec.outHeight() + up / stride;
                  taps.add(
                      (i * spec.outWidth() + across / stride) * channels,
                      (u * spec.kernelWidth() + v) * channels);
                }
              }
            }
            taps.sum(dy, w, channels, dx, (row * spec.width() + column) * channels);
          }
        });
  }

  void weightGradient(Conv2dSpec spec, Tensor xTensor, Tensor dyTensor, Tensor dwTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    int rows = spec.batch() * spec.outHeight();
    int size = spec.filter().intElements();
    int splits = Math.min(SPLITS, rows);
    float[] partials = context.pool().scratch().floats(Use.PARTIALS, splits * size);
    context
        .pool()
        .run(
            splits,
            split -> {
              Arrays.fill(partials, split * size, (split + 1) * size, 0f);
              int to = (int) ((long) rows * (split + 1) / splits);
              for (int row = (int) ((long) rows * split / splits); row < to; row++) {
                correlateRow(spec, row, x, dy, partials, split * size);
              }
            });
    for (int split = 0; split < splits; split++) {
      context.kernels().channels().addSums(partials, split * size, 1, size, dw, 0);
    }
  }

  /** Adds one row of output pixels to the gradients of all taps. */
  private void correlateRow(
      Conv2dSpec spec, int row, float[] x, float[] dy, float[] sums, int sumOffset) {
    int channels = spec.inChannels();
    int stride = spec.stride();
    int n = row / spec.outHeight();
    for (int u = 0; u < spec.kernelHeight(); u++) {
      int h = row % spec.outHeight() * stride - spec.padHeight() + u;
      if (!inside(h, spec.height())) {
        continue;
      }
      for (int v = 0; v < spec.kernelWidth(); v++) {
        int shift = v - spec.padWidth();
        int first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        int end = Math.min(spec.outWidth(), (spec.width() - 1 - shift + stride) / stride);
        if (first >= end) {
          continue;
        }
        int xOffset = ((n * spec.height() + h) * spec.width() + first * stride + shift) * channels;
        context
            .kernels()
            .windows()
            .correlate(
                x,
                xOffset,
                stride * channels,
                dy,
                (row * spec.outWidth() + first) * channels,
                channels,
                end - first,
                channels,
                sums,
                sumOffset + (u * spec.kernelWidth() + v) * channels);
      }
    }
  }

  private static boolean inside(int index, int size) {
    return index >= 0 && index < size;
  }

  /** Does something for one row of pixels. */
  private interface RowBody {
    void run(int row, Taps taps);
  }

  private void forRows(int rows, long unit, Conv2dSpec spec, RowBody body) {
    int most = spec.kernelHeight() * spec.kernelWidth();
    context.forRanges(
        rows,
        unit,
        (from, to) -> {
          Scratch scratch = context.pool().scratch();
          Taps taps =
              new Taps(
                  context.kernels().windows(),
                  scratch.ints(Use.WINDOW_OFFSETS, most),
                  scratch.ints(Use.WINDOW_CODES, most),
                  scratch.floats(Use.SUMS, Math.toIntExact(unit)));
          for (int row = from; row < to; row++) {
            body.run(row, taps);
          }
        });
  }

  /** The taps of one pixel: where their values and their weights start. */
  private static final class Taps {
    private final WindowKernels kernels;
    private final int[] offsets;
    private final int[] weights;
    private final float[] row;
    private int count;

    Taps(WindowKernels kernels, int[] offsets, int[] weights, float[] row) {
      this.kernels = kernels;
      this.offsets = offsets;
      this.weights = weights;
      this.row = row;
    }

    void clear() {
      count = 0;
    }

    void add(int offset, int weight) {
      offsets[count] = offset;
      weights[count++] = weight;
    }

    void sum(float[] values, float[] w, int channels, float[] target, int at) {
      kernels.weightedSum(values, offsets, w, weights, count, channels, target, at);
    }
  }
}
