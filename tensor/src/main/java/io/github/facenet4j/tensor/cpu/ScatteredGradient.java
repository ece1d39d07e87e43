package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import java.util.Arrays;

/**
 * Data gradient of a dense convolution with few input channels, such as that of an image.
 *
 * <p>A product with so few columns would leave most lanes idle. Instead every output pixel's
 * contributions to all its taps are computed at once, dy [P, O] · wᵀ [O, T], and added to the
 * pixels under the window, a row of the window at a time.
 */
final class ScatteredGradient {
  /** Columns (input channels) up to which this is faster. */
  static final int MOST_CHANNELS = 6;

  private final CpuContext context;
  private final Conv2dSpec spec;
  private final float[] dy;
  private final float[] w;
  private final float[] dx;

  ScatteredGradient(CpuContext context, Conv2dSpec spec, float[] dy, float[] w, float[] dx) {
    this.context = context;
    this.spec = spec;
    this.dy = dy;
    this.w = w;
    this.dx = dx;
  }

  void run() {
    ProductKernels kernels = context.kernels().products();
    int out = spec.outChannels();
    int taps = spec.filter().intElements() / out;
    float[] packed =
        context.pool().scratch().floats(Use.PACKED_SHARED, kernels.packedLength(out, taps));
    kernels.pack(new StridedMatrix(w, 0, 1, out), 0, out, out, taps, packed, 0);
    // Windows overlap inside an image only, so an image is a task and adds in order.
    context.pool().run(spec.batch(), n -> image(n, taps, packed));
  }

  private void image(int n, int taps, float[] packed) {
    ProductKernels kernels = context.kernels().products();
    Scratch scratch = context.pool().scratch();
    int image = spec.height() * spec.width() * spec.inChannels();
    Arrays.fill(dx, n * image, (n + 1) * image, 0f);
    int ldc = kernels.paddedColumns(taps);
    float[] zeros = scratch.floats(Use.ROW_A, ldc);
    Arrays.fill(zeros, 0, ldc, 0f);
    int pixels = spec.outHeight() * spec.outWidth();
    int block = Math.min(kernels.rowBlock(), pixels);
    float[] sums = scratch.floats(Use.SUMS, (block + ProductKernels.ROW_SLACK) * ldc);
    RowSource rows = new MatrixRows(dy, spec.batch() * pixels, spec.outChannels());
    for (int first = 0; first < pixels; first += block) {
      int count = Math.min(block, pixels - first);
      GatheredRows left = rows.block(scratch, n * pixels + first, count);
      kernels.multiply(left, 0, count, packed, 0, taps, zeros, 0, sums, 0, ldc);
      for (int i = 0; i < count; i++) {
        scatter(n, first + i, sums, i * ldc);
      }
    }
  }

  private void scatter(int n, int pixel, float[] sums, int at) {
    int channels = spec.inChannels();
    int top = pixel / spec.outWidth() * spec.stride() - spec.padHeight();
    int left = pixel % spec.outWidth() * spec.stride() - spec.padWidth();
    int from = Math.max(0, -left);
    int to = Math.min(spec.kernelWidth(), spec.width() - left);
    int firstRow = Math.max(0, -top);
    int lastRow = Math.min(spec.kernelHeight(), spec.height() - top);
    for (int u = firstRow; u < lastRow; u++) {
      int target = ((n * spec.height() + top + u) * spec.width() + left + from) * channels;
      int source = at + (u * spec.kernelWidth() + from) * channels;
      int length = (to - from) * channels;
      context.kernels().channels().addSums(sums, source, 1, length, dx, target);
    }
  }
}
