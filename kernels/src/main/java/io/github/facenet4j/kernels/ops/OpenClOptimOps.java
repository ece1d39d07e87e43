package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.SpecChecks;
import java.util.List;

/** Parameter updates, one kernel and one pass over memory each; a launch takes eight parameters. */
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
    sgd(spec, List.of(w), List.of(dw));
  }

  @Override
  public void sgd(OptimSpec spec, List<Tensor> w, List<Tensor> dw) {
    update("optim/sgd.cl", spec, List.of(w, dw));
  }

  @Override
  public void momentum(OptimSpec spec, Tensor w, Tensor dw, Tensor v) {
    momentum(spec, List.of(w), List.of(dw), List.of(v));
  }

  @Override
  public void momentum(OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> v) {
    update("optim/momentum.cl", spec, List.of(w, dw, v), spec.momentum());
  }

  @Override
  public void adaGrad(OptimSpec spec, Tensor w, Tensor dw, Tensor h) {
    adaGrad(spec, List.of(w), List.of(dw), List.of(h));
  }

  @Override
  public void adaGrad(OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> h) {
    update("optim/ada_grad.cl", spec, List.of(w, dw, h), spec.epsilon());
  }

  @Override
  public void adam(OptimSpec spec, Tensor w, Tensor dw, Tensor m, Tensor v) {
    adam(spec, List.of(w), List.of(dw), List.of(m), List.of(v));
  }

  @Override
  public void adam(
      OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> m, List<Tensor> v) {
    double beta1 = spec.beta1();
    double beta2 = spec.beta2();
    update(
        "optim/adam.cl",
        spec,
        List.of(w, dw, m, v),
        spec.beta1(),
        (float) (1 - beta1),
        spec.beta2(),
        (float) (1 - beta2),
        (float) (1 - Math.pow(beta1, spec.step())),
        (float) (1 - Math.pow(beta2, spec.step())),
        spec.epsilon());
  }

  /** Rate and decay are the first numbers of every rule; constants are the others. */
  private void update(String path, OptimSpec spec, List<List<Tensor>> kinds, Object... constants) {
    spec.check(kinds);
    Object[] numbers = new Object[constants.length + 2];
    numbers[0] = spec.learningRate();
    numbers[1] = spec.weightDecay();
    System.arraycopy(constants, 0, numbers, 2, constants.length);
    SeveralTensors.launch(WHAT, kernel(path, spec), geometry, kinds, numbers);
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
