package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.SpecChecks;

/** Parameter updates, one kernel and one pass over memory each. */
public final class OpenClOptimOps implements OptimOps {
  private static final String WHAT = "optimizer";

  /** Groups that share a sum: enough to fill a device, few enough to add up one by one. */
  private static final int MOST_PARTS = 128;

  private final KernelRuntime runtime;
  private final KernelMemo kernels;
  private final Geometry geometry;

  /** With the layout that suits the device. */
  public OpenClOptimOps(KernelRuntime runtime) {
    this(runtime, Geometry.of(runtime.limits()));
  }

  /** With this layout. */
  public OpenClOptimOps(KernelRuntime runtime, Geometry geometry) {
    this.runtime = runtime;
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

  @Override
  public void addSquares(Tensor x, Tensor sum) {
    SpecChecks.squares(x, sum);
    int n = count(x);
    int parts = Math.min(MOST_PARTS, WorkSize.blocks(n, geometry.vector() * geometry.group()));
    try (Scratch partial = runtime.scratch(parts)) {
      kernels
          .get(Geometry::flat, geometry, "optim/squares.cl")
          .launch(WHAT, WorkSize.of((long) parts * geometry.group()), n, x, partial);
      Partials.add(runtime, WHAT, 1, parts, partial, sum);
    }
  }

  @Override
  public void shorten(float longest, Tensor sum, Tensor x) {
    SpecChecks.squares(x, sum);
    SpecChecks.longest(longest);
    int n = count(x);
    kernels
        .get(Geometry::flat, geometry, "optim/shorten.cl")
        .launch(WHAT, geometry.flatSize(n), n, longest, sum, x);
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
