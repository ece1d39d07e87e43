package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import java.util.Arrays;

/**
 * Batch normalisation. Sums over the rows are taken in blocks of rows in single precision and the
 * blocks are added in order in double precision; the variance is a second pass over x − μ, because
 * the mean of squares less the square of the mean loses all digits of a narrow channel far from 0.
 */
final class BatchNorm {
  /** Blocks at most; their sums are combined by one thread. */
  private static final int BLOCKS = 64;

  private final CpuContext context;

  BatchNorm(CpuContext context) {
    this.context = context;
  }

  /** Adds something over rows of a map to per-channel sums. */
  private interface BlockSum {
    void add(int offset, int rows, float[] sums, float[] moreSums);
  }

  void infer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor meanTensor,
      Tensor varianceTensor,
      Activation activation,
      Tensor y) {
    float[] gamma = CpuStorage.floats(gammaTensor);
    float[] variance = CpuStorage.floats(varianceTensor);
    float[] scale = context.pool().scratch().floats(Use.CHANNELS_A, spec.channels());
    for (int c = 0; c < spec.channels(); c++) {
      scale[c] = (float) (gamma[c] / Math.sqrt((double) variance[c] + spec.epsilon()));
    }
    float[] mean = CpuStorage.floats(meanTensor);
    normalize(spec, x, mean, scale, CpuStorage.floats(betaTensor), activation, y);
  }

  void apply(
      BatchNormSpec spec,
      Tensor x,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor y) {
    float[] gamma = CpuStorage.floats(gammaTensor);
    float[] inverseStd = CpuStorage.floats(savedInverseStd);
    float[] scale = context.pool().scratch().floats(Use.CHANNELS_A, spec.channels());
    for (int c = 0; c < spec.channels(); c++) {
      scale[c] = gamma[c] * inverseStd[c];
    }
    float[] mean = CpuStorage.floats(savedMean);
    normalize(spec, x, mean, scale, CpuStorage.floats(betaTensor), Activation.NONE, y);
  }

  private void normalize(
      BatchNormSpec spec,
      Tensor xTensor,
      float[] mean,
      float[] scale,
      float[] shift,
      Activation activation,
      Tensor yTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] y = CpuStorage.floats(yTensor);
    int channels = spec.channels();
    ChannelKernels kernels = context.kernels().channels();
    float cap = activation == Activation.RELU6 ? 6f : Float.POSITIVE_INFINITY;
    context.forRanges(
        spec.rows(),
        channels,
        (from, to) -> {
          int start = from * channels;
          kernels.normalize(x, y, start, to - from, channels, mean, scale, shift);
          if (activation != Activation.NONE) {
            kernels.clip(y, y, start, to * channels, cap);
          }
        });
  }

  void statistics(
      BatchNormSpec spec,
      Tensor xTensor,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor runningMeanTensor,
      Tensor runningVarianceTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] mean = CpuStorage.floats(savedMean);
    float[] inverseStd = CpuStorage.floats(savedInverseStd);
    float[] runningMean = CpuStorage.floats(runningMeanTensor);
    float[] runningVariance = CpuStorage.floats(runningVarianceTensor);
    int channels = spec.channels();
    int rows = spec.rows();
    ChannelKernels kernels = context.kernels().channels();
    double[] sums = new double[channels];
    double[] unused = new double[channels];
    sum(
        spec,
        (at, count, block, none) -> kernels.addSums(x, at, count, channels, block, 0),
        sums,
        unused);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sums[c] / rows);
    }
    sum(
        spec,
        (at, count, block, none) -> kernels.addSquares(x, at, count, channels, mean, block),
        sums,
        unused);
    for (int c = 0; c < channels; c++) {
      double variance = sums[c] / rows;
      double unbiased = rows == 1 ? variance : sums[c] / (rows - 1);
      inverseStd[c] = (float) (1 / Math.sqrt(variance + spec.epsilon()));
      runningMean[c] += spec.momentum() * (mean[c] - runningMean[c]);
      runningVariance[c] += (float) (spec.momentum() * (unbiased - runningVariance[c]));
    }
  }

  void backward(
      BatchNormSpec spec,
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dgammaTensor,
      Tensor dbetaTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dx = CpuStorage.floats(dxTensor);
    float[] gamma = CpuStorage.floats(gammaTensor);
    float[] mean = CpuStorage.floats(savedMean);
    float[] inverseStd = CpuStorage.floats(savedInverseStd);
    float[] dgamma = CpuStorage.floats(dgammaTensor);
    float[] dbeta = CpuStorage.floats(dbetaTensor);
    int channels = spec.channels();
    int rows = spec.rows();
    ChannelKernels kernels = context.kernels().channels();
    double[] sums = new double[channels];
    double[] products = new double[channels];
    sum(
        spec,
        (at, count, blockSums, blockProducts) ->
            kernels.addGradientSums(x, dy, at, count, channels, mean, blockSums, blockProducts),
        sums,
        products);
    Scratch scratch = context.pool().scratch();
    float[] scale = scratch.floats(Use.CHANNELS_A, channels);
    float[] meanDy = scratch.floats(Use.CHANNELS_B, channels);
    float[] factor = scratch.floats(Use.CHANNELS_C, channels);
    for (int c = 0; c < channels; c++) {
      double r = inverseStd[c];
      scale[c] = gamma[c] * inverseStd[c];
      meanDy[c] = (float) (sums[c] / rows);
      factor[c] = (float) (products[c] * r * r / rows); // x̂ = (x − μ)·r in both places
      dbeta[c] += (float) sums[c];
      dgamma[c] += (float) (products[c] * r);
    }
    context.forRanges(
        rows,
        channels,
        (from, to) ->
            kernels.normalizeGradient(
                x, dy, dx, from * channels, to - from, channels, mean, scale, meanDy, factor));
  }

  /** Sums over all rows: blocks in parallel, then block after block. */
  private void sum(BatchNormSpec spec, BlockSum body, double[] sums, double[] moreSums) {
    int channels = spec.channels();
    int rows = spec.rows();
    int block = Math.max(CpuContext.blockLength(channels), (rows + BLOCKS - 1) / BLOCKS);
    int blocks = (rows + block - 1) / block;
    float[] partials = context.pool().scratch().floats(Use.PARTIALS, 2 * blocks * channels);
    context
        .pool()
        .run(
            blocks,
            task -> {
              Scratch scratch = context.pool().scratch();
              float[] own = scratch.floats(Use.ROW_A, channels);
              float[] more = scratch.floats(Use.ROW_B, channels);
              Arrays.fill(own, 0, channels, 0f);
              Arrays.fill(more, 0, channels, 0f);
              int first = task * block;
              body.add(first * channels, Math.min(block, rows - first), own, more);
              System.arraycopy(own, 0, partials, 2 * task * channels, channels);
              System.arraycopy(more, 0, partials, (2 * task + 1) * channels, channels);
            });
    Arrays.fill(sums, 0);
    Arrays.fill(moreSums, 0);
    for (int task = 0; task < blocks; task++) {
      for (int c = 0; c < channels; c++) {
        sums[c] += partials[2 * task * channels + c];
        moreSums[c] += partials[(2 * task + 1) * channels + c];
      }
    }
  }
}
