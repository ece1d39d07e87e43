package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.Arrays;

/**
 * Dense convolution as a matrix product over windows that are read where they lie (implicit GEMM).
 *
 * <p>With P = N·OH·OW output pixels and T = kernelHeight·kernelWidth·C:
 *
 * <ul>
 *   <li>forward: y [P, O] = windows of x [P, T] · w [T, O];
 *   <li>weight gradient: dw [T, O] += (windows of x)ᵀ [T, P] · dy [P, O];
 *   <li>data gradient: for each of the stride² classes of input pixels, which see the same taps, dx
 *       = windows of dy · those taps of w, turned round and transposed to [taps·O, C].
 * </ul>
 */
final class DenseConvolution {
  private final CpuContext context;

  DenseConvolution(CpuContext context) {
    this.context = context;
  }

  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    int out = spec.outChannels();
    StridedMatrix matrix = new StridedMatrix(CpuStorage.read(w), 0, out, 1);
    PackSource filter = PackSource.of(matrix, CpuStorage.forms(w));
    RowStore.Placement placement = RowStore.placed(spec.place(epilogue));
    RowStore store = store(y, placement, epilogue, WriteMode.ASSIGN);
    new RowProduct(context, windows(spec, x), filter, out, store).run();
  }

  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    int out = spec.outChannels();
    PackSource gradient =
        PackSource.of(new StridedMatrix(CpuStorage.read(dy), 0, out, 1), CpuStorage.forms(dy));
    RowStore store = store(dw, RowStore.contiguous(out), Epilogue.NONE, WriteMode.ADD);
    new TransposedProduct(context, windows(spec, x), gradient, out, store).run();
  }

  private RowStore store(
      Tensor y, RowStore.Placement placement, Epilogue epilogue, WriteMode mode) {
    return new RowStore(context.kernels().channels(), y, placement, epilogue, mode);
  }

  private static RowSource windows(Conv2dSpec spec, Tensor x) {
    return new WindowRows(
        CpuStorage.read(x),
        spec.batch(),
        spec.height(),
        spec.width(),
        spec.inChannels(),
        spec.kernelHeight(),
        spec.kernelWidth(),
        spec.stride(),
        spec.padHeight(),
        spec.padWidth(),
        spec.outHeight(),
        spec.outWidth());
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    if (spec.inChannels() <= ScatteredGradient.MOST_CHANNELS) {
      new ScatteredGradient(
              context, spec, CpuStorage.read(dy), CpuStorage.read(w), CpuStorage.floats(dx))
          .run();
      return;
    }
    int stride = spec.stride();
    for (int a = 0; a < Math.min(stride, spec.height()); a++) {
      WindowAxis rows =
          WindowAxis.ofInputs(
              a, spec.height(), spec.kernelHeight(), spec.outHeight(), stride, spec.padHeight());
      for (int b = 0; b < Math.min(stride, spec.width()); b++) {
        WindowAxis columns =
            WindowAxis.ofInputs(
                b, spec.width(), spec.kernelWidth(), spec.outWidth(), stride, spec.padWidth());
        InputPixels placement = new InputPixels(spec, a, b, rows.pixels(), columns.pixels());
        dataGradient(spec, rows, columns, placement, dy, w, dx);
      }
    }
  }

  private void dataGradient(
      Conv2dSpec spec,
      WindowAxis rows,
      WindowAxis columns,
      InputPixels placement,
      Tensor dy,
      Tensor w,
      Tensor dx) {
    int in = spec.inChannels();
    if (rows.taps() == 0 || columns.taps() == 0) {
      float[] values = CpuStorage.floats(dx);
      int pixels = spec.batch() * rows.pixels() * columns.pixels();
      context.forRanges(
          pixels,
          in,
          (from, to) -> {
            for (int pixel = from; pixel < to; pixel++) {
              int at = placement.offset(pixel);
              Arrays.fill(values, at, at + in, 0f);
            }
          });
      return;
    }
    // Taps from last to first, so that they meet the outputs in rising order.
    RowSource windows =
        new WindowRows(
            CpuStorage.read(dy),
            spec.batch(),
            spec.outHeight(),
            spec.outWidth(),
            spec.outChannels(),
            rows.taps(),
            columns.taps(),
            1,
            rows.taps() - 1 - rows.origin(),
            columns.taps() - 1 - columns.origin(),
            rows.pixels(),
            columns.pixels());
    RowStore store = store(dx, placement, Epilogue.NONE, WriteMode.ASSIGN);
    PackSource filter =
        new TurnedFilter(spec, rows, columns, CpuStorage.read(w), CpuStorage.forms(w));
    new RowProduct(context, windows, filter, in, store).run();
  }
}
