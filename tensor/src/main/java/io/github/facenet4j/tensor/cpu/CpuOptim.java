package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import io.github.facenet4j.tensor.spi.SpecChecks;

/**
 * Parameter updates in loops that C2 vectorises.
 *
 * <p>Both kinds of weight decay are linear in w, so every loop has both: the gradient is {@code dw
 * + coupled·w} and the weight shrinks to {@code kept·w}, where one of the two does nothing.
 */
final class CpuOptim implements OptimOps {
  private final CpuContext context;

  CpuOptim(CpuContext context) {
    this.context = context;
  }

  private static float coupled(OptimSpec spec) {
    return spec.decay() == Decay.COUPLED ? spec.weightDecay() : 0f;
  }

  private static float kept(OptimSpec spec) {
    return spec.decay() == Decay.DECOUPLED
        ? (float) (1 - (double) spec.learningRate() * spec.weightDecay())
        : 1f;
  }

  private void run(OptimSpec spec, CpuContext.Range body, Tensor w, Tensor... others) {
    spec.check(w, others);
    context.counters().addLaunch();
    context.forRanges(w.shape().intElements(), 1, body);
  }

  @Override
  public void sgd(OptimSpec spec, Tensor wTensor, Tensor dwTensor) {
    float[] w = CpuStorage.floats(wTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    float rate = spec.learningRate();
    float coupled = coupled(spec);
    float kept = kept(spec);
    run(
        spec,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float g = Math.fma(coupled, w[i], dw[i]);
            w[i] = Math.fma(-rate, g, kept * w[i]);
          }
        },
        wTensor,
        dwTensor);
  }

  @Override
  public void momentum(OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor vTensor) {
    float[] w = CpuStorage.floats(wTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    float[] v = CpuStorage.floats(vTensor);
    float rate = spec.learningRate();
    float momentum = spec.momentum();
    float coupled = coupled(spec);
    float kept = kept(spec);
    run(
        spec,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float g = Math.fma(coupled, w[i], dw[i]);
            float velocity = Math.fma(momentum, v[i], g);
            v[i] = velocity;
            w[i] = Math.fma(-rate, velocity, kept * w[i]);
          }
        },
        wTensor,
        dwTensor,
        vTensor);
  }

  @Override
  public void adaGrad(OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor hTensor) {
    float[] w = CpuStorage.floats(wTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    float[] h = CpuStorage.floats(hTensor);
    float rate = spec.learningRate();
    float epsilon = spec.epsilon();
    float coupled = coupled(spec);
    float kept = kept(spec);
    run(
        spec,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float g = Math.fma(coupled, w[i], dw[i]);
            float squares = Math.fma(g, g, h[i]);
            h[i] = squares;
            w[i] = kept * w[i] - rate * g / ((float) Math.sqrt(squares) + epsilon);
          }
        },
        wTensor,
        dwTensor,
        hTensor);
  }

  @Override
  public void adam(
      OptimSpec spec, Tensor wTensor, Tensor dwTensor, Tensor mTensor, Tensor vTensor) {
    float[] w = CpuStorage.floats(wTensor);
    float[] dw = CpuStorage.floats(dwTensor);
    float[] m = CpuStorage.floats(mTensor);
    float[] v = CpuStorage.floats(vTensor);
    float beta1 = spec.beta1();
    float beta2 = spec.beta2();
    float rest1 = (float) (1 - (double) beta1);
    float rest2 = (float) (1 - (double) beta2);
    float rate = (float) (spec.learningRate() / (1 - Math.pow(beta1, spec.step())));
    float correction2 = (float) (1 / (1 - Math.pow(beta2, spec.step())));
    float epsilon = spec.epsilon();
    float coupled = coupled(spec);
    float kept = kept(spec);
    run(
        spec,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float g = Math.fma(coupled, w[i], dw[i]);
            float first = Math.fma(beta1, m[i], rest1 * g);
            float second = Math.fma(beta2, v[i], rest2 * g * g);
            m[i] = first;
            v[i] = second;
            float root = (float) Math.sqrt(second * correction2);
            w[i] = kept * w[i] - rate * first / (root + epsilon);
          }
        },
        wTensor,
        dwTensor,
        mTensor,
        vTensor);
  }

  @Override
  public void addSquares(Tensor xTensor, Tensor sumTensor) {
    SpecChecks.squares(xTensor, sumTensor);
    context.counters().addLaunch();
    float[] x = CpuStorage.floats(xTensor);
    int n = xTensor.shape().intElements();
    int block = CpuContext.blockLength(1);
    double[] sums = new double[(n + block - 1) / block];
    MetricKernels kernels = context.kernels().metric();
    context.forRanges(
        n, 1, (from, to) -> sums[from / block] = kernels.dot(x, from, x, from, to - from));
    double total = CpuStorage.floats(sumTensor)[0];
    for (double sum : sums) {
      total += sum;
    }
    CpuStorage.floats(sumTensor)[0] = (float) total;
  }

  @Override
  public void shorten(float longest, Tensor sumTensor, Tensor xTensor) {
    SpecChecks.squares(xTensor, sumTensor);
    SpecChecks.longest(longest);
    context.counters().addLaunch();
    float[] x = CpuStorage.floats(xTensor);
    double length = Math.sqrt(CpuStorage.floats(sumTensor)[0]);
    if (length <= longest) {
      return;
    }
    float factor = (float) (longest / length);
    context.forRanges(
        xTensor.shape().intElements(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            x[i] *= factor;
          }
        });
  }
}
