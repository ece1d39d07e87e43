package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;

/**
 * Batch normalisation and the activation after it in few passes over memory: training reads x twice
 * and writes y once, backward reads x and dy twice and writes dx once.
 */
final class BatchNorm {
  private static final String APPLY = "norm/batch_norm_apply.cl";

  private final KernelRuntime runtime;
  private final KernelMemo kernels;
  private final Geometry geometry;
  private final ColumnSums columns;

  BatchNorm(KernelRuntime runtime, VariantChoices choices, Geometry geometry) {
    this.runtime = runtime;
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
    columns = new ColumnSums(runtime, geometry, choices);
  }

  void infer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Tensor y) {
    checkSizes(spec);
    apply(spec, 1, x, gamma, beta, mean, variance, y);
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
    Geometry layout = geometry.forChannels(channels);
    int chunk = layout.chunk(rows);
    try (Scratch partial = columns.partial(2, rows, channels)) {
      kernels
          .get(Geometry::columnSums, layout, "norm/batch_norm_sums.cl")
          .launch(
              spec.layer(), layout.columnSize(rows, channels), rows, channels, chunk, x, partial);
      kernels
          .get(Geometry::finishing, layout, "norm/batch_norm_statistics.cl")
          .launch(
              spec.layer(),
              layout.finishingSize(channels),
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
    apply(spec, 0, x, gamma, beta, savedMean, savedInverseStd, y);
  }

  private void apply(
      BatchNormSpec spec,
      int infer,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor spread,
      Tensor y) {
    PlaceSpec place = spec.placeOfResult();
    Geometry layout = geometry.forChannels(spec.channels());
    Target target = Target.of(place);
    int code = OpenClElementwiseOps.activationCode(spec.activation());
    int stream = layout.streams(elements(spec), target);
    kernels
        .get(
            Geometry::byRow,
            layout,
            APPLY,
            (2 * code + infer) * 2 + stream,
            variant -> variant.with("INFER", infer).with("ACTIVATION", code).with("STREAM", stream))
        .launch(
            spec.layer(),
            layout.rowSize(spec.rows()),
            spec.rows(),
            spec.channels(),
            spec.epsilon(),
            grid(place),
            target.argument(),
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
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor dy,
      Tensor dx,
      Tensor dgamma,
      Tensor dbeta) {
    checkSizes(spec);
    int rows = spec.rows();
    int channels = spec.channels();
    PlaceSpec place = spec.placeOfResult();
    Geometry layout = geometry.forChannels(channels);
    try (Scratch partial = columns.partial(2, rows, channels);
        Scratch totals = runtime.scratch(2L * channels)) {
      gradientKernel(Geometry::columnSums, layout, "norm/batch_norm_gradient_sums.cl", spec, 0)
          .launch(
              spec.layer(),
              layout.columnSize(rows, channels),
              rows,
              channels,
              layout.chunk(rows),
              grid(place),
              Target.of(place).argument(),
              x,
              dy,
              gamma,
              beta,
              savedMean,
              savedInverseStd,
              partial);
      columns.finish(spec.layer(), rows, channels, partial, dgamma, dbeta, totals);
      int stream = layout.streams(elements(spec), Target.of(channels));
      gradientKernel(Geometry::byRow, layout, "norm/batch_norm_gradient.cl", spec, stream)
          .launch(
              spec.layer(),
              layout.rowSize(rows),
              rows,
              channels,
              grid(place),
              Target.of(place).argument(),
              x,
              gamma,
              beta,
              savedMean,
              savedInverseStd,
              totals,
              dy,
              dx);
    }
  }

  /** Kernels' {@code int2 grid}: rows and columns of the part's pixels. */
  private static int[] grid(PlaceSpec place) {
    return new int[] {place.part().h(), place.part().w()};
  }

  private Kernel gradientKernel(
      KernelMemo.Form form, Geometry layout, String path, BatchNormSpec spec, int stream) {
    int code = OpenClElementwiseOps.activationCode(spec.activation());
    return kernels.get(
        form,
        layout,
        path,
        2 * code + stream,
        variant -> variant.with("ACTIVATION", code).with("STREAM", stream));
  }

  private static long elements(BatchNormSpec spec) {
    return (long) spec.rows() * spec.channels();
  }

  private static void checkSizes(BatchNormSpec spec) {
    Elements.count(spec.layer(), elements(spec));
  }
}
