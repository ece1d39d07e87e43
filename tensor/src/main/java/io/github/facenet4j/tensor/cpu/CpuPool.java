package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.PoolSpec;
import java.util.Arrays;

/** Pooling, window by window, vectorised along the channels. */
final class CpuPool implements PoolOps {
  private final CpuContext context;

  CpuPool(CpuContext context) {
    this.context = context;
  }

  /** Does something for one window, clipped to the map. */
  private interface WindowBody {
    /**
     * Visits a window.
     *
     * @param offsets first channel of each pixel, relative to the map
     * @param codes row·kernel+column of each pixel in the unclipped window
     * @param count pixels
     * @param y output pixel
     */
    void run(int[] offsets, int[] codes, int count, int y);
  }

  @Override
  public void forward(
      PoolSpec spec, Tensor xTensor, PlaceSpec place, Tensor wholeTensor, Tensor argmaxTensor) {
    spec.check(xTensor, place, wholeTensor, argmaxTensor);
    context.counters().addLaunch();
    float[] x = CpuStorage.floats(xTensor);
    float[] y = CpuStorage.floats(wholeTensor);
    RowStore.Placement placement = RowStore.placed(place);
    int channels = spec.channels();
    boolean wantsArgmax = spec.kind() == PoolKind.MAX && argmaxTensor != null;
    int[] argmax = wantsArgmax ? CpuStorage.ints(argmaxTensor) : null;
    WindowKernels kernels = context.kernels().windows();
    WindowBody body =
        switch (spec.kind()) {
          case MAX ->
              (offsets, codes, count, pixel) ->
                  kernels.maximum(
                      x,
                      offsets,
                      codes,
                      count,
                      channels,
                      y,
                      placement.offset(pixel),
                      argmax,
                      pixel * channels);
          case AVERAGE ->
              (offsets, codes, count, pixel) ->
                  kernels.mean(x, offsets, count, channels, y, placement.offset(pixel));
          case L2 ->
              (offsets, codes, count, pixel) ->
                  kernels.rootOfSquares(x, offsets, count, channels, y, placement.offset(pixel));
        };
    long unit = (long) spec.outWidth() * channels * spec.kernel();
    context.forRanges(
        spec.batch() * spec.outHeight(), unit, (from, to) -> forWindows(spec, from, to, body));
  }

  /** All windows of the output rows from … to−1. */
  private void forWindows(PoolSpec spec, int from, int to, WindowBody body) {
    Scratch scratch = context.pool().scratch();
    int kernel = spec.kernel();
    int[] offsets = scratch.ints(Use.WINDOW_OFFSETS, kernel * kernel);
    int[] codes = scratch.ints(Use.WINDOW_CODES, kernel * kernel);
    for (int row = from; row < to; row++) {
      int n = row / spec.outHeight();
      int top = row % spec.outHeight() * spec.stride() - spec.pad();
      int bottom = Math.min(top + kernel, spec.height());
      for (int j = 0; j < spec.outWidth(); j++) {
        int left = j * spec.stride() - spec.pad();
        int right = Math.min(left + kernel, spec.width());
        int count = 0;
        for (int h = Math.max(0, top); h < bottom; h++) {
          for (int v = Math.max(0, left); v < right; v++) {
            offsets[count] = ((n * spec.height() + h) * spec.width() + v) * spec.channels();
            codes[count++] = (h - top) * kernel + v - left;
          }
        }
        body.run(offsets, codes, count, row * spec.outWidth() + j);
      }
    }
  }

  @Override
  public void backward(
      PoolSpec spec,
      Tensor xTensor,
      Tensor yTensor,
      Tensor argmaxTensor,
      Tensor dyTensor,
      Tensor dxTensor) {
    spec.check(dxTensor, dyTensor);
    spec.checkSaved(xTensor, yTensor, argmaxTensor);
    context.counters().addLaunch();
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dx = CpuStorage.floats(dxTensor);
    int channels = spec.channels();
    int image = spec.height() * spec.width() * channels;
    WindowKernels kernels = context.kernels().windows();
    WindowBody body =
        switch (spec.kind()) {
          case MAX -> {
            int[] argmax = CpuStorage.ints(argmaxTensor);
            yield (offsets, codes, count, pixel) ->
                scatter(spec, argmax, dy, dx, offsets, codes, pixel);
          }
          case AVERAGE ->
              (offsets, codes, count, pixel) -> {
                for (int t = 0; t < count; t++) {
                  kernels.addShare(dy, pixel * channels, count, channels, dx, offsets[t]);
                }
              };
          case L2 -> {
            float[] x = CpuStorage.floats(xTensor);
            float[] y = CpuStorage.floats(yTensor);
            yield (offsets, codes, count, pixel) -> {
              for (int t = 0; t < count; t++) {
                kernels.addRootShare(x, dx, offsets[t], y, dy, pixel * channels, channels);
              }
            };
          }
        };
    // Windows overlap inside an image only, so an image is a task and adds in order.
    context
        .pool()
        .run(
            spec.batch(),
            n -> {
              Arrays.fill(dx, n * image, (n + 1) * image, 0f);
              forWindows(spec, n * spec.outHeight(), (n + 1) * spec.outHeight(), body);
            });
  }

  private static void scatter(
      PoolSpec spec, int[] argmax, float[] dy, float[] dx, int[] offsets, int[] codes, int pixel) {
    int channels = spec.channels();
    // The clipped window's first pixel leads to the unclipped window's, which may be outside.
    int corner =
        offsets[0]
            - (codes[0] / spec.kernel() * spec.width() + codes[0] % spec.kernel()) * channels;
    for (int c = 0; c < channels; c++) {
      int code = argmax[pixel * channels + c];
      int step = code / spec.kernel() * spec.width() + code % spec.kernel();
      dx[corner + step * channels + c] += dy[pixel * channels + c];
    }
  }
}
