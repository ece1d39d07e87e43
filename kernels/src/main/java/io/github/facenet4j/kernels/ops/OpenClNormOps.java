package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import io.github.facenet4j.tensor.spi.NormOps;

/** The normalisations; L2 is here, the others next door. */
public final class OpenClNormOps implements NormOps {
  private final UnitRows unitRows;
  private final KernelMemo kernels;
  private final Geometry geometry;
  private final BatchNorm batchNorm;
  private final LocalResponseNorm lrn;

  /** With the layout that suits the device. */
  public OpenClNormOps(KernelRuntime runtime, VariantChoices choices) {
    this(runtime, choices, Geometry.of(runtime.limits()));
  }

  /** With this layout. */
  public OpenClNormOps(KernelRuntime runtime, VariantChoices choices, Geometry geometry) {
    unitRows = new UnitRows(runtime, geometry);
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
    batchNorm = new BatchNorm(runtime, choices, geometry);
    lrn = new LocalResponseNorm(runtime, geometry);
  }

  @Override
  public void batchNormInfer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Tensor y) {
    spec.checkMaps(x);
    spec.checkResult(y);
    spec.checkChannels(gamma, beta, mean, variance);
    batchNorm.infer(spec, x, gamma, beta, mean, variance, y);
  }

  @Override
  public void batchNormTrain(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor runningMean,
      Tensor runningVariance,
      Tensor y) {
    spec.checkMaps(x);
    spec.checkResult(y);
    spec.checkChannels(gamma, beta, savedMean, savedInverseStd, runningMean, runningVariance);
    batchNorm.train(
        spec, x, gamma, beta, savedMean, savedInverseStd, runningMean, runningVariance, y);
  }

  @Override
  public void batchNormBackward(
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
    spec.checkMaps(x, dx);
    spec.checkResult(dy);
    spec.checkChannels(gamma, beta, savedMean, savedInverseStd, dgamma, dbeta);
    batchNorm.backward(spec, x, gamma, beta, savedMean, savedInverseStd, dy, dx, dgamma, dbeta);
  }

  @Override
  public void lrnForward(LrnSpec spec, Tensor x, Tensor y) {
    spec.check(x, y);
    lrn.forward(spec, x, y);
  }

  @Override
  public void lrnBackward(LrnSpec spec, Tensor x, Tensor dy, Tensor dx) {
    spec.check(x, dy, dx);
    lrn.backward(spec, x, dy, dx);
  }

  @Override
  public void l2NormalizeForward(L2NormSpec spec, Tensor x, Tensor y, Tensor inverseNorms) {
    spec.check(inverseNorms, x, y);
    Elements.count(spec.layer(), (long) spec.rows() * spec.columns());
    unitRows.forward(spec, x, y, inverseNorms);
  }

  @Override
  public void l2NormalizeBackward(
      L2NormSpec spec, Tensor y, Tensor inverseNorms, Tensor dy, Tensor dx) {
    spec.check(inverseNorms, y, dy, dx);
    Elements.count(spec.layer(), (long) spec.rows() * spec.columns());
    Geometry layout = geometry.forChannels(spec.columns());
    kernels
        .get(UnitRows::kernel, layout, "norm/l2_normalize_backward.cl")
        .launch(
            spec.layer(),
            layout.rowSize(spec.rows()),
            spec.rows(),
            spec.columns(),
            spec.epsilon(),
            y,
            inverseNorms,
            dy,
            dx);
  }
}
