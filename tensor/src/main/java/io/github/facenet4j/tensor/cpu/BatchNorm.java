package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
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

  /** Adds something over the rows from … to−1 of a map to per-channel sums. */
  private interface BlockSum {
    void add(int from, int to, float[] sums, float[] moreSums);
  }

  void infer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor meanTensor,
      Tensor varianceTensor,
      Tensor y) {
    float[] gamma = CpuStorage.floats(gammaTensor);
    float[] variance = CpuStorage.floats(varianceTensor);
    float[] scale = context.pool().scratch().floats(Use.CHANNELS_A, spec.channels());
    for (int c = 0; c < spec.channels(); c++) {
      scale[c] = (float) (gamma[c] / Math.sqrt((double) variance[c] + spec.epsilon()));
    }
    normalize(spec, x, affine(spec, meanTensor, scale, betaTensor), y);
  }

  void apply(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor y) {
    float[] scale = scale(spec, gamma, savedInverseStd);
    normalize(spec, x, affine(spec, savedMean, scale, beta), y);
  }

  /** γ·r: one product for forward and backward, so that both see the same sign of z. */
  private float[] scale(BatchNormSpec spec, Tensor gammaTensor, Tensor savedInverseStd) {
    float[] gamma = CpuStorage.floats(gammaTensor);
    float[] inverseStd = CpuStorage.floats(savedInverseStd);
    float[] scale = context.pool().scratch().floats(Use.CHANNELS_A, spec.channels());
    for (int c = 0; c < spec.channels(); c++) {
      scale[c] = gamma[c] * inverseStd[c];
    }
    return scale;
  }

  private static ChannelAffine affine(BatchNormSpec spec, Tensor mean, float[] scale, Tensor beta) {
    return ChannelAffine.of(
        CpuStorage.floats(mean), scale, CpuStorage.floats(beta), spec.activation());
  }

  private void normalize(BatchNormSpec spec, Tensor xTensor, ChannelAffine affine, Tensor yTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] y = CpuStorage.floats(yTensor);
    int channels = spec.channels();
    ChannelKernels kernels = context.kernels().channels();
    PlacedRows places = new PlacedRows(spec.placeOfResult());
    context.forRanges(
        spec.rows(),
        channels,
        (from, to) ->
            places.forEachRun(
                from,
                to,
                (row, count, at) ->
                    kernels.normalize(
                        x, row * channels, y, at, places.step(), count, channels, affine)));
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
        (from, to, block, none) ->
            kernels.addSums(x, from * channels, to - from, channels, block, 0),
        sums,
        unused);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sums[c] / rows);
    }
    sum(
        spec,
        (from, to, block, none) ->
            kernels.addSquares(x, from * channels, to - from, channels, mean, block),
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
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dgammaTensor,
      Tensor dbetaTensor) {
    float[] x = CpuStorage.floats(xTensor);
    float[] dy = CpuStorage.floats(dyTensor);
    float[] dx = CpuStorage.floats(dxTensor);
    float[] inverseStd = CpuStorage.floats(savedInverseStd);
    float[] dgamma = CpuStorage.floats(dgammaTensor);
    float[] dbeta = CpuStorage.floats(dbetaTensor);
    int channels = spec.channels();
    int rows = spec.rows();
    ChannelKernels kernels = context.kernels().channels();
    PlacedRows places = new PlacedRows(spec.placeOfResult());
    int step = places.step();
    ChannelAffine affine = affine(spec, savedMean, scale(spec, gamma, savedInverseStd), beta);
    double[] sums = new double[channels];
    double[] products = new double[channels];
    sum(
        spec,
        (from, to, blockSums, blockProducts) ->
            places.forEachRun(
                from,
                to,
                (row, count, at) ->
                    kernels.addGradientSums(
                        x,
                        row * channels,
                        dy,
                        at,
                        step,
                        count,
                        channels,
                        affine,
                        blockSums,
                        blockProducts)),
        sums,
        products);
    Scratch scratch = context.pool().scratch();
    float[] meanG = scratch.floats(Use.CHANNELS_B, channels);
    float[] factor = scratch.floats(Use.CHANNELS_C, channels);
    for (int c = 0; c < channels; c++) {
      double r = inverseStd[c];
      meanG[c] = (float) (sums[c] / rows);
      factor[c] = (float) (products[c] * r * r / rows); // x̂ = (x − μ)·r in both places
      dbeta[c] += (float) sums[c];
      dgamma[c] += (float) (products[c] * r);
    }
    context.forRanges(
        rows,
        channels,
        (from, to) ->
            places.forEachRun(
                from,
                to,
                (row, count, at) ->
                    kernels.normalizeGradient(
                        x,
                        row * channels,
                        dy,
                        at,
                        step,
                        dx,
                        count,
                        channels,
                        affine,
                        meanG,
                        factor)));
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
              body.add(first, Math.min(rows, first + block), own, more);
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
