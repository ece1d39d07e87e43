package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Depthwise convolution: one filter a channel, so nothing is shared between channels and the loops
 * run along them.
 *
 * <p>A row of pixels is cut into runs that see the same taps: single pixels at the borders, one
 * long run between them. The kernels then never test a bound.
 */
final class DepthwiseConvolution {
  /** Partial weight gradients, combined in order; fixed so that threads do not show. */
  private static final int SPLITS = 16;

  private final CpuContext context;

  DepthwiseConvolution(CpuContext context) {
    this.context = context;
  }

  /** Does something for the pixels of one run, which see the taps listed in {@code taps}. */
  private interface RunBody {
    /**
     * Visits a run.
     *
     * @param pixel number of its first pixel in the batch
     * @param column number of its first pixel in its row
     * @param count pixels
     */
    void run(Taps taps, int pixel, int column, int count);
  }

  /** The taps of a run: where their values start for its first pixel, and their weights. */
  private static final class Taps {
    final int[] offsets;
    final int[] weights;
    int count;

    Taps(Scratch scratch, int most) {
      offsets = scratch.ints(Use.WINDOW_OFFSETS, most);
      weights = scratch.ints(Use.WINDOW_CODES, most);
    }
  }

  /** Pixels that are computed by the same taps, and where they go. */
  private record PixelClass(WindowAxis rows, WindowAxis columns, RowStore store) {

    /** Where this class is when the one with most rows, at most one more, is at {@code other}. */
    int row(int other, PixelClass most) {
      int n = other / most.rows().pixels();
      int i = other % most.rows().pixels();
      return n * rows.pixels() + Math.min(i, rows.pixels());
    }
  }

  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    WindowAxis rows =
        WindowAxis.ofOutputs(
            spec.height(), spec.kernelHeight(), spec.outHeight(), spec.stride(), spec.padHeight());
    WindowAxis columns =
        WindowAxis.ofOutputs(
            spec.width(), spec.kernelWidth(), spec.outWidth(), spec.stride(), spec.padWidth());
    RowStore.Placement placement = RowStore.placed(spec.place(epilogue));
    RowStore store =
        new RowStore(context.kernels().channels(), y, placement, epilogue, WriteMode.ASSIGN);
    List<PixelClass> all = List.of(new PixelClass(rows, columns, store));
    weightedSums(spec, all, CpuStorage.floats(x), CpuStorage.floats(w));
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    int stride = spec.stride();
    List<PixelClass> classes = new ArrayList<>();
    for (int a = 0; a < Math.min(stride, spec.height()); a++) {
      WindowAxis rows =
          WindowAxis.ofInputs(
              a, spec.height(), spec.kernelHeight(), spec.outHeight(), stride, spec.padHeight());
      for (int b = 0; b < Math.min(stride, spec.width()); b++) {
        WindowAxis columns =
            WindowAxis.ofInputs(
                b, spec.width(), spec.kernelWidth(), spec.outWidth(), stride, spec.padWidth());
        RowStore.Placement placement = new InputPixels(spec, a, b, rows.pixels(), columns.pixels());
        RowStore store =
            new RowStore(
                context.kernels().channels(), dx, placement, Epilogue.NONE, WriteMode.ASSIGN);
        classes.add(new PixelClass(rows, columns, store));
      }
    }
    weightedSums(spec, classes, CpuStorage.floats(dy), CpuStorage.floats(w));
  }

  /**
   * Sums over the taps. A thread does the rows of all classes that lie among each other, so that
   * what they read and write in common passes through its cache once.
   */
  private void weightedSums(Conv2dSpec spec, List<PixelClass> classes, float[] values, float[] w) {
    PixelClass most = classes.get(0);
    context.forRanges(
        spec.batch() * most.rows().pixels(),
        (long) most.columns().pixels() * spec.inChannels(),
        (from, to) -> {
          for (PixelClass some : classes) {
            weightedSums(spec, some, values, w, some.row(from, most), some.row(to, most));
          }
        });
  }

  private void weightedSums(
      Conv2dSpec spec, PixelClass pixels, float[] values, float[] w, int from, int to) {
    int channels = spec.inChannels();
    int step = pixels.columns().sourceStep() * channels;
    FilterKernels kernels = context.kernels().filters();
    RowStore store = pixels.store();
    Scratch scratch = context.pool().scratch();
    float[] start = scratch.floats(Use.ROW_A, channels);
    store.startSums(0, channels, start, channels);
    float[] sums = scratch.floats(Use.SUMS, pixels.columns().pixels() * channels);
    forRuns(
        spec,
        pixels.rows(),
        pixels.columns(),
        from,
        to,
        (taps, pixel, column, count) -> {
          kernels.weightedSums(
              values,
              taps.offsets,
              step,
              w,
              taps.weights,
              taps.count,
              start,
              channels,
              sums,
              0,
              count);
          store.store(sums, 0, channels, pixel, count, 0, channels);
        });
  }

  void weightGradient(Conv2dSpec spec, Tensor xTensor, Tensor dyTensor, Tensor dwTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    int channels = spec.inChannels();
    WindowAxis rows =
        WindowAxis.ofOutputs(
            spec.height(), spec.kernelHeight(), spec.outHeight(), spec.stride(), spec.padHeight());
    WindowAxis columns =
        WindowAxis.ofOutputs(
            spec.width(), spec.kernelWidth(), spec.outWidth(), spec.stride(), spec.padWidth());
    int allRows = spec.batch() * rows.pixels();
    int size = spec.filter().intElements();
    int splits = Math.min(SPLITS, allRows);
    float[] partials = context.pool().scratch().floats(Use.PARTIALS, splits * size);
    FilterKernels kernels = context.kernels().filters();
    context
        .pool()
        .run(
            splits,
            split -> {
              float[] sums = context.pool().scratch().floats(Use.SUMS, size);
              Arrays.fill(sums, 0, size, 0f);
              int from = (int) ((long) allRows * split / splits);
              int to = (int) ((long) allRows * (split + 1) / splits);
              forRuns(
                  spec,
                  rows,
                  columns,
                  from,
                  to,
                  (taps, pixel, column, count) ->
                      kernels.correlate(
                          x,
                          taps.offsets,
                          columns.sourceStep() * channels,
                          dy,
                          pixel * channels,
                          count,
                          taps.weights,
                          taps.count,
                          channels,
                          sums));
              System.arraycopy(sums, 0, partials, split * size, size);
            });
    for (int split = 0; split < splits; split++) {
      context.kernels().channels().addSums(partials, split * size, 1, size, dw, 0);
    }
  }

  /** All runs of the rows of pixels from … to−1, rows counted through the batch. */
  private void forRuns(
      Conv2dSpec spec, WindowAxis rows, WindowAxis columns, int from, int to, RunBody body) {
    int channels = spec.inChannels();
    Taps taps = new Taps(context.pool().scratch(), rows.taps() * columns.taps());
    for (int row = from; row < to; row++) {
      int n = row / rows.pixels();
      int i = row % rows.pixels();
      int count;
      for (int j = 0; j < columns.pixels(); j += count) {
        count = columns.runLength(j);
        taps.count = 0;
        for (int u = 0; u < rows.taps(); u++) {
          int h = rows.source(i, u);
          if (h < 0 || h >= rows.sourceSize()) {
            continue;
          }
          for (int v = 0; v < columns.taps(); v++) {
            int across = columns.source(j, v);
            if (across >= 0 && across < columns.sourceSize()) {
              taps.offsets[taps.count] =
                  ((n * rows.sourceSize() + h) * columns.sourceSize() + across) * channels;
              taps.weights[taps.count++] =
                  (rows.weight(u) * spec.kernelWidth() + columns.weight(v)) * channels;
            }
          }
        }
        body.run(taps, row * columns.pixels() + j, j, count);
      }
    }
  }
}
