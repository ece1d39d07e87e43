package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import io.github.facenet4j.tensor.spi.SpecChecks;
import io.github.facenet4j.tensor.spi.TransferCounters;

/** Parameter updates, one weight after the other. */
final class ReferenceOptim implements OptimOps {
  private final TransferCounters counters;

  ReferenceOptim(TransferCounters counters) {
    this.counters = counters;
  }

  @Override
  public void sgd(OptimSpec spec, Tensor wTensor, Tensor dwTensor) {
    spec.check(wTensor, dwTensor);
    double[] w = doubles(wTensor);
    double[] dw = doubles(dwTensor);
    for (int i = 0; i < wTensor.shape().elements(); i++) {
      double g = decay(spec, w, dw, i);
      w[i] -= spec.learningRate() * g;
    }
    counters.addLaunch();
  }

  @Override
  public void momentum(OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor vTensor) {
    spec.check(wTensor, dwTensor, vTensor);
    double[] w = doubles(wTensor);
    double[] dw = doubles(dwTensor);
    double[] v = doubles(vTensor);
    for (int i = 0; i < wTensor.shape().elements(); i++) {
      double g = decay(spec, w, dw, i);
      v[i] = spec.momentum() * v[i] + g;
      w[i] -= spec.learningRate() * v[i];
    }
    counters.addLaunch();
  }

  @Override
  public void adaGrad(OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor hTensor) {
    spec.check(wTensor, dwTensor, hTensor);
    double[] w = doubles(wTensor);
    double[] dw = doubles(dwTensor);
    double[] h = doubles(hTensor);
    for (int i = 0; i < wTensor.shape().elements(); i++) {
      double g = decay(spec, w, dw, i);
      h[i] += g * g;
      w[i] -= spec.learningRate() * g / (Math.sqrt(h[i]) + spec.epsilon());
    }
    counters.addLaunch();
  }

  @Override
  public void adam(
      OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor mTensor, Tensor vTensor) {
    spec.check(wTensor, dwTensor, mTensor, vTensor);
    double[] w = doubles(wTensor);
    double[] dw = doubles(dwTensor);
    double[] m = doubles(mTensor);
    double[] v = doubles(vTensor);
    double beta1 = spec.beta1();
    double beta2 = spec.beta2();
    double correction1 = 1 - Math.pow(beta1, spec.step());
    double correction2 = 1 - Math.pow(beta2, spec.step());
    for (int i = 0; i < wTensor.shape().elements(); i++) {
      double g = decay(spec, w, dw, i);
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      double mHat = m[i] / correction1;
      double vHat = v[i] / correction2;
      w[i] -= spec.learningRate() * mHat / (Math.sqrt(vHat) + spec.epsilon());
    }
    counters.addLaunch();
  }

  @Override
  public void addSquares(Tensor xTensor, Tensor sumTensor) {
    SpecChecks.squares(xTensor, sumTensor);
    double[] x = doubles(xTensor);
    double[] sum = doubles(sumTensor);
    for (int i = 0; i < xTensor.shape().elements(); i++) {
      sum[0] += x[i] * x[i];
    }
    counters.addLaunch();
  }

  @Override
  public void shorten(float longest, Tensor sumTensor, Tensor xTensor) {
    SpecChecks.squares(xTensor, sumTensor);
    SpecChecks.longest(longest);
    double[] x = doubles(xTensor);
    double length = Math.sqrt(doubles(sumTensor)[0]);
    double factor = length <= longest ? 1 : longest / length;
    for (int i = 0; i < xTensor.shape().elements(); i++) {
      x[i] *= factor;
    }
    counters.addLaunch();
  }

  /** The gradient g that the update sees; decoupled decay shrinks w[i] on the way. */
  private static double decay(OptimSpec spec, double[] w, double[] dw, int i) {
    if (spec.decay() == Decay.COUPLED) {
      return dw[i] + spec.weightDecay() * w[i];
    }
    w[i] -= (double) spec.learningRate() * spec.weightDecay() * w[i];
    return dw[i];
  }
}
