package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.SpecChecks;
import java.util.Arrays;

/** Pointwise ops and copies; the loops over whole tensors are in the form that C2 vectorises. */
final class CpuElementwise implements ElementwiseOps {
  /** Blocks of rows whose sums are combined at the end, at most. */
  private static final int BLOCKS = 64;

  private final CpuContext context;

  CpuElementwise(CpuContext context) {
    this.context = context;
  }

  /** Adds something over rows of maps to per-channel sums. */
  private interface RowSum {
    void add(int offset, int rows, float[] sums);
  }

  @Override
  public void fill(Tensor y, float value) {
    context.counters().addLaunch();
    float[] values = CpuStorage.floats(y);
    context.forRanges(
        y.shape().intElements(), 1, (from, to) -> Arrays.fill(values, from, to, value));
  }

  @Override
  public void activationForward(ActivationSpec spec, Tensor xTensor, Tensor slopes, Tensor y) {
    spec.check(xTensor, y);
    spec.checkSlopes(slopes);
    context.counters().addLaunch();
    float[] x = CpuStorage.floats(xTensor);
    float[] out = CpuStorage.floats(y);
    float[] slope = CpuStorage.floatsOrNull(slopes);
    int channels = spec.channels();
    ChannelKernels kernels = context.kernels().channels();
    context.forRanges(
        spec.rows(),
        channels,
        (from, to) -> {
          int start = from * channels;
          int end = to * channels;
          switch (spec.activation()) {
            case NONE -> System.arraycopy(x, start, out, start, end - start);
            case RELU -> kernels.clip(x, out, start, end, Float.POSITIVE_INFINITY);
            case RELU6 -> kernels.clip(x, out, start, end, 6f);
            case PRELU -> kernels.prelu(x, out, start, to - from, channels, slope, 0);
          }
        });
  }

  @Override
  public void activationBackward(
      ActivationSpec spec,
      Tensor savedTensor,
      Tensor slopes,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dslopes) {
    spec.check(savedTensor, dyTensor, dxTensor);
    spec.checkSlopes(slopes);
    spec.checkSlopes(dslopes);
    context.counters().addLaunch();
    float[] saved = CpuStorage.floats(savedTensor);
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dx = CpuStorage.floats(dxTensor);
    float[] slope = CpuStorage.floatsOrNull(slopes);
    int channels = spec.channels();
    ChannelKernels kernels = context.kernels().channels();
    if (spec.activation() == Activation.PRELU) {
      // Before dx is written, which may be dy.
      addRows(
          spec.rows(),
          channels,
          (offset, rows, sums) -> kernels.addSlopeSums(saved, dy, offset, rows, channels, sums),
          CpuStorage.floats(dslopes));
    }
    context.forRanges(
        spec.rows(),
        channels,
        (from, to) -> {
          int start = from * channels;
          int end = to * channels;
          switch (spec.activation()) {
            case NONE -> System.arraycopy(dy, start, dx, start, end - start);
            case RELU -> kernels.clipGradient(saved, dy, dx, start, end, Float.POSITIVE_INFINITY);
            case RELU6 -> kernels.clipGradient(saved, dy, dx, start, end, 6f);
            case PRELU -> kernels.preluGradient(saved, dy, dx, start, to - from, channels, slope);
          }
        });
  }

  /** sums[c] += what the body adds over all rows: blocks in parallel, combined in order. */
  private void addRows(int rows, int channels, RowSum body, float[] sums) {
    int block = Math.max(CpuContext.blockLength(channels), (rows + BLOCKS - 1) / BLOCKS);
    int blocks = (rows + block - 1) / block;
    float[] partials = context.pool().scratch().floats(Use.PARTIALS, blocks * channels);
    context
        .pool()
        .run(
            blocks,
            task -> {
              float[] own = context.pool().scratch().floats(Use.ROW_A, channels);
              Arrays.fill(own, 0, channels, 0f);
              int first = task * block;
              body.add(first * channels, Math.min(block, rows - first), own);
              System.arraycopy(own, 0, partials, task * channels, channels);
            });
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int task = 0; task < blocks; task++) {
        sum += partials[task * channels + c];
      }
      sums[c] += (float) sum;
    }
  }

  @Override
  public void add(Tensor aTensor, Tensor bTensor, Tensor yTensor) {
    SpecChecks.sameElements("add", aTensor, bTensor, yTensor);
    context.counters().addLaunch();
    float[] a = CpuStorage.floats(aTensor);
    float[] b = CpuStorage.floats(bTensor);
    float[] y = CpuStorage.floats(yTensor);
    context.forRanges(
        yTensor.shape().intElements(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = a[i] + b[i];
          }
        });
  }

  @Override
  public void multiply(Tensor aTensor, Tensor bTensor, Tensor yTensor) {
    SpecChecks.sameElements("multiply", aTensor, bTensor, yTensor);
    context.counters().addLaunch();
    float[] a = CpuStorage.floats(aTensor);
    float[] b = CpuStorage.floats(bTensor);
    float[] y = CpuStorage.floats(yTensor);
    context.forRanges(
        yTensor.shape().intElements(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = a[i] * b[i];
          }
        });
  }

  @Override
  public void scaleAdd(float alpha, Tensor xTensor, float beta, Tensor yTensor) {
    SpecChecks.sameElements("scaleAdd", xTensor, yTensor);
    context.counters().addLaunch();
    float[] x = CpuStorage.floats(xTensor);
    float[] y = CpuStorage.floats(yTensor);
    context.forRanges(
        yTensor.shape().intElements(),
        1,
        (from, to) -> {
          if (beta == 0) {
            for (int i = from; i < to; i++) {
              y[i] = alpha * x[i];
            }
          } else {
            for (int i = from; i < to; i++) {
              y[i] = Math.fma(alpha, x[i], beta * y[i]);
            }
          }
        });
  }

  @Override
  public void biasGradient(int rows, int channels, Tensor dyTensor, Tensor dbiasTensor) {
    SpecChecks.elements("biasGradient", "dy", dyTensor, (long) rows * channels);
    SpecChecks.elements("biasGradient", "dbias", dbiasTensor, channels);
    context.counters().addLaunch();
    float[] dy = CpuStorage.floats(dyTensor);
    ChannelKernels kernels = context.kernels().channels();
    addRows(
        rows,
        channels,
        (offset, count, sums) -> kernels.addSums(dy, offset, count, channels, sums, 0),
        CpuStorage.floats(dbiasTensor));
  }

  @Override
  public void place(PlaceSpec spec, Tensor partTensor, Tensor wholeTensor) {
    spec.check(partTensor, wholeTensor);
    context.counters().addLaunch();
    float[] part = CpuStorage.floats(partTensor);
    float[] whole = CpuStorage.floats(wholeTensor);
    forPixels(spec, (p, w, length) -> System.arraycopy(part, p, whole, w, length));
  }

  @Override
  public void extract(PlaceSpec spec, Tensor wholeTensor, Tensor partTensor) {
    spec.check(partTensor, wholeTensor);
    context.counters().addLaunch();
    float[] part = CpuStorage.floats(partTensor);
    float[] whole = CpuStorage.floats(wholeTensor);
    forPixels(spec, (p, w, length) -> System.arraycopy(whole, w, part, p, length));
  }

  /** Receives the start of a run of values in the part and in the whole. */
  private interface Copy {
    void run(int part, int whole, int length);
  }

  private void forPixels(PlaceSpec spec, Copy copy) {
    Shape part = spec.part();
    Shape whole = spec.whole();
    boolean wholePixels = part.c() == whole.c();
    int length = wholePixels ? part.w() * part.c() : part.c();
    int runs = wholePixels ? 1 : part.w();
    context.forRanges(
        part.n() * part.h(),
        (long) part.w() * part.c(),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int first = spec.offset(row * part.w());
            for (int run = 0; run < runs; run++) {
              copy.run((row * runs + run) * length, first + run * whole.c(), length);
            }
          }
        });
  }

  @Override
  public void clearAround(PlaceSpec spec, Tensor wholeTensor) {
    spec.checkWhole(wholeTensor);
    context.counters().addLaunch();
    Shape part = spec.part();
    Shape whole = spec.whole();
    float[] values = CpuStorage.floats(wholeTensor);
    context.forRanges(
        whole.n() * whole.h(),
        (long) whole.w() * part.c(),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int i = row % whole.h() - spec.top();
            int width = i >= 0 && i < part.h() ? part.w() : 0; // of the part, in this row
            for (int j = 0; j < whole.w() - width; j++) {
              int column = j < spec.left() ? j : j + width;
              int at = (row * whole.w() + column) * whole.c() + spec.channel();
              Arrays.fill(values, at, at + part.c(), 0f);
            }
          }
        });
  }
}
