package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;

/**
 * Batch normalisation in few passes over memory: training reads x twice and writes y once, backward
 * reads x and dy twice and writes dx once.
 */
final class BatchNorm {
  private final KernelRuntime runtime;
  private final Geometry geometry;
  private final ColumnSums columns;
  private final KernelVariant apply;
  private final KernelVariant sums;
  private final KernelVariant statistics;
  private final KernelVariant gradientSums;
  private final KernelVariant gradient;

  BatchNorm(KernelRuntime runtime, VariantChoices choices, Geometry geometry) {
    this.runtime = runtime;
    this.geometry = geometry;
    columns = new ColumnSums(runtime, geometry, choices);
    apply = geometry.byRow("norm/batch_norm_apply.cl");
    sums = geometry.columnSums("norm/batch_norm_sums.cl");
    statistics = geometry.finishing("norm/batch_norm_statistics.cl");
    gradientSums = geometry.columnSums("norm/batch_norm_gradient_sums.cl");
    gradient = geometry.byRow("norm/batch_norm_gradient.cl");
  }

  void infer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Activation activation,
      Tensor y) {
    checkSizes(spec);
    KernelVariant kernel =
        apply.with("INFER", 1).with("ACTIVATION", OpenClElementwiseOps.activationCode(activation));
    apply(kernel, spec, x, gamma, beta, mean, variance, y);
  }

  void train(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor runningMean,
      Tensor runningVariance,
      Tensor y) {
    checkSizes(spec);
    int rows = spec.rows();
    int channels = spec.channels();
    int chunk = geometry.chunk(rows);
    try (Scratch partial = columns.partial(2, rows, channels)) {
      runtime
          .kernel(sums)
          .launch(
              spec.layer(), geometry.columnSize(rows, channels), rows, channels, chunk, x, partial);
      runtime
          .kernel(statistics)
          .launch(
              spec.layer(),
              geometry.finishingSize(channels),
              rows,
              channels,
              chunk,
              spec.epsilon(),
              spec.momentum(),
              x,
              partial,
              savedMean,
              savedInverseStd,
              runningMean,
              runningVariance);
    }
    KernelVariant kernel = apply.with("INFER", 0).with("ACTIVATION", 0);
    apply(kernel, spec, x, gamma, beta, savedMean, savedInverseStd, y);
  }

  private void apply(
      KernelVariant kernel,
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor spread,
      Tensor y) {
    runtime
        .kernel(kernel)
        .launch(
            spec.layer(),
            geometry.rowSize(spec.rows()),
            spec.rows(),
            spec.channels(),
            spec.epsilon(),
            x,
            gamma,
            beta,
            mean,
            spread,
            y);
  }

  void backward(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor dy,
      Tensor dx,
      Tensor dgamma,
      Tensor dbeta) {
    checkSizes(spec);
    int rows = spec.rows();
    int channels = spec.channels();
    try (Scratch partial = columns.partial(2, rows, channels);
        Scratch totals = runtime.scratch(2L * channels)) {
      runtime
          .kernel(gradientSums)
          .launch(
              spec.layer(),
              geometry.columnSize(rows, channels),
              rows,
              channels,
              geometry.chunk(rows),
              x,
              dy,
              savedMean,
              savedInverseStd,
              partial);
      columns.finish(spec.layer(), rows, channels, partial, dgamma, dbeta, totals);
      runtime
          .kernel(gradient)
          .launch(
              spec.layer(),
              geometry.rowSize(rows),
              rows,
              channels,
              x,
              gamma,
              savedMean,
              savedInverseStd,
              totals,
              dy,
              dx);
    }
  }

  private static void checkSizes(BatchNormSpec spec) {
    Elements.count(spec.layer(), (long) spec.rows() * spec.channels());
  }
}
