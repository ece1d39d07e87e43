package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;

/** Parameter updates, one kernel and one pass over memory each. */
public final class OpenClOptimOps implements OptimOps {
  private static final String WHAT = "optimizer";

  private final KernelMemo kernels;
  private final Geometry geometry;

  /** With the layout that suits the device. */
  public OpenClOptimOps(KernelRuntime runtime) {
    this(runtime, Geometry.of(runtime.limits()));
  }

  /** With this layout. */
  public OpenClOptimOps(KernelRuntime runtime, Geometry geometry) {
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
  }

  @Override
  public void sgd(OptimSpec spec, Tensor w, Tensor dw) {
    spec.check(w, dw);
    int n = count(w);
    kernel("optim/sgd.cl", spec)
        .launch(WHAT, geometry.flatSize(n), n, spec.learningRate(), spec.weightDecay(), w, dw);
  }

  @Override
  public void momentum(OptimSpec spec, Tensor w, Tensor dw, Tensor v) {
    spec.check(w, dw, v);
    int n = count(w);
    kernel("optim/momentum.cl", spec)
        .launch(
            WHAT,
            geometry.flatSize(n),
            n,
            spec.learningRate(),
            spec.weightDecay(),
            spec.momentum(),
            w,
            dw,
            v);
  }

  @Override
  public void adaGrad(OptimSpec spec, Tensor w, Tensor dw, Tensor h) {
    spec.check(w, dw, h);
    int n = count(w);
    kernel("optim/ada_grad.cl", spec)
        .launch(
            WHAT,
            geometry.flatSize(n),
            n,
            spec.learningRate(),
            spec.weightDecay(),
            spec.epsilon(),
            w,
            dw,
            h);
  }

  @Override
  public void adam(OptimSpec spec, Tensor w, Tensor dw, Tensor m, Tensor v) {
    spec.check(w, dw, m, v);
    int n = count(w);
    double beta1 = spec.beta1();
    double beta2 = spec.beta2();
    kernel("optim/adam.cl", spec)
        .launch(
            WHAT,
            geometry.flatSize(n),
            n,
            spec.learningRate(),
            spec.weightDecay(),
            spec.beta1(),
            (float) (1 - beta1),
            spec.beta2(),
            (float) (1 - beta2),
            (float) (1 - Math.pow(beta1, spec.step())),
            (float) (1 - Math.pow(beta2, spec.step())),
            spec.epsilon(),
            w,
            dw,
            m,
            v);
  }

  private static int count(Tensor w) {
    return Elements.count(WHAT, w.shape().elements());
  }

  private Kernel kernel(String path, OptimSpec spec) {
    int decoupled = spec.decay() == OptimSpec.Decay.DECOUPLED ? 1 : 0;
    return kernels.get(
        Geometry::flat, geometry, path, decoupled, variant -> variant.with("DECOUPLED", decoupled));
  }
}
