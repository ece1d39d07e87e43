package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import io.github.facenet4j.tensor.spi.NormOps;

/** Normalisations; checks the operands and hands them to the class that knows the formula. */
final class CpuNorm implements NormOps {
  private final CpuContext context;
  private final BatchNorm batchNorm;
  private final LocalResponseNorm lrn;
  private final UnitLength unitLength;

  CpuNorm(CpuContext context) {
    this.context = context;
    batchNorm = new BatchNorm(context);
    lrn = new LocalResponseNorm(context);
    unitLength = new UnitLength(context);
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
    context.counters().addLaunch();
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
    context.counters().addLaunch();
    batchNorm.statistics(spec, x, savedMean, savedInverseStd, runningMean, runningVariance);
    batchNorm.apply(spec, x, gamma, beta, savedMean, savedInverseStd, y);
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
    context.counters().addLaunch();
    batchNorm.backward(spec, x, gamma, beta, savedMean, savedInverseStd, dy, dx, dgamma, dbeta);
  }

  @Override
  public void lrnForward(LrnSpec spec, Tensor x, Tensor y) {
    spec.check(x, y);
    context.counters().addLaunch();
    lrn.forward(spec, CpuStorage.floats(x), CpuStorage.floats(y));
  }

  @Override
  public void lrnBackward(LrnSpec spec, Tensor x, Tensor dy, Tensor dx) {
    spec.check(x, dy, dx);
    context.counters().addLaunch();
    lrn.backward(spec, CpuStorage.floats(x), CpuStorage.floats(dy), CpuStorage.floats(dx));
  }

  @Override
  public void l2NormalizeForward(L2NormSpec spec, Tensor x, Tensor y, Tensor inverseNorms) {
    spec.check(inverseNorms, x, y);
    context.counters().addLaunch();
    unitLength.forward(
        spec, CpuStorage.floats(x), CpuStorage.floats(y), CpuStorage.floats(inverseNorms));
  }

  @Override
  public void l2NormalizeBackward(
      L2NormSpec spec, Tensor y, Tensor inverseNorms, Tensor dy, Tensor dx) {
    spec.check(inverseNorms, y, dy, dx);
    context.counters().addLaunch();
    unitLength.backward(
        spec,
        CpuStorage.floats(y),
        CpuStorage.floats(inverseNorms),
        CpuStorage.floats(dy),
        CpuStorage.floats(dx));
  }
}
