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
    PackSource filter = PackSource.of(new StridedMatrix(CpuStorage.floats(w), 0, out, 1));
    RowStore store = store(y, RowStore.contiguous(out), epilogue, WriteMode.ASSIGN);
    new RowProduct(context, windows(spec, x), filter, out, store).run();
  }

  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    int out = spec.outChannels();
    PackSource gradient = PackSource.of(new StridedMatrix(CpuStorage.floats(dy), 0, out, 1));
    RowStore store = store(dw, RowStore.contiguous(out), Epilogue.NONE, WriteMode.ADD);
    new TransposedProduct(context, windows(spec, x), gradient, out, store).run();
  }

  private RowStore store(
      Tensor y, RowStore.Placement placement, Epilogue epilogue, WriteMode mode) {
    return new RowStore(context.kernels().channels(), y, placement, epilogue, mode);
  }

  private static RowSource windows(Conv2dSpec spec, Tensor x) {
    return new WindowRows(
        CpuStorage.floats(x),
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

  /**
   * The taps that the pixels h ≡ remainder (mod stride) of one axis see. Tap u of output i meets
   * input h = i·stride − pad + u, so u = first + t·stride for t = 0 … count−1, and the pixel number
   * q of the class meets output q + last − t.
   *
   * @param remainder which class
   * @param pixels pixels in the class
   * @param first the smallest tap
   * @param count number of taps
   * @param last output that tap {@code first} of pixel 0 meets
   */
  private record Phase(int remainder, int pixels, int first, int count, int last) {

    static Phase of(int remainder, int size, int kernel, int stride, int pad) {
      int pixels = (size - remainder + stride - 1) / stride;
      int first = (remainder + pad) % stride;
      int count = Math.max(0, (kernel - first + stride - 1) / stride);
      return new Phase(remainder, pixels, first, count, (remainder + pad) / stride);
    }
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    int stride = spec.stride();
    for (int a = 0; a < Math.min(stride, spec.height()); a++) {
      Phase rows = Phase.of(a, spec.height(), spec.kernelHeight(), stride, spec.padHeight());
      for (int b = 0; b < Math.min(stride, spec.width()); b++) {
        Phase columns = Phase.of(b, spec.width(), spec.kernelWidth(), stride, spec.padWidth());
        dataGradient(spec, rows, columns, dy, w, dx);
      }
    }
  }

  private void dataGradient(
      Conv2dSpec spec, Phase rows, Phase columns, Tensor dy, Tensor w, Tensor dx) {
    int in = spec.inChannels();
    int image = rows.pixels() * columns.pixels();
    RowStore.Placement placement =
        pixel -> {
          int h = pixel % image / columns.pixels() * spec.stride() + rows.remainder();
          int v = pixel % columns.pixels() * spec.stride() + columns.remainder();
          return ((pixel / image * spec.height() + h) * spec.width() + v) * in;
        };
    if (rows.count() == 0 || columns.count() == 0) {
      float[] values = CpuStorage.floats(dx);
      for (int pixel = 0; pixel < spec.batch() * image; pixel++) {
        int at = placement.offset(pixel);
        Arrays.fill(values, at, at + in, 0f);
      }
      return;
    }
    RowSource windows =
        new WindowRows(
            CpuStorage.floats(dy),
            spec.batch(),
            spec.outHeight(),
            spec.outWidth(),
            spec.outChannels(),
            rows.count(),
            columns.count(),
            1,
            rows.count() - 1 - rows.last(),
            columns.count() - 1 - columns.last(),
            rows.pixels(),
            columns.pixels());
    RowStore store = store(dx, placement, Epilogue.NONE, WriteMode.ASSIGN);
    PackSource filter = turned(spec, rows, columns, CpuStorage.floats(w));
    new RowProduct(context, windows, filter, in, store).run();
  }

  /** The class's taps from last to first, each transposed to [O, C]. */
  private static PackSource turned(Conv2dSpec spec, Phase rows, Phase columns, float[] w) {
    int in = spec.inChannels();
    int out = spec.outChannels();
    return (kernels, from, to, shift, k, column, n, packed, packedOffset) -> {
      int next;
      for (int row = from; row < to; row = next) {
        int tap = row / out;
        next = Math.min(to, (tap + 1) * out);
        int u = rows.first() + (rows.count() - 1 - tap / columns.count()) * spec.stride();
        int v = columns.first() + (columns.count() - 1 - tap % columns.count()) * spec.stride();
        int start = ((u * spec.kernelWidth() + v) * in + column) * out + row % out;
        StridedMatrix source = new StridedMatrix(w, start, 1, out);
        kernels.pack(source, row + shift, next + shift, k, n, packed, packedOffset);
      }
    };
  }
}
