package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * Parameter updates, in place. All tensors of a call have equal element counts. First {@code g = dw
 * + λ·w} (COUPLED) or {@code g = dw; w −= η·λ·w} (DECOUPLED); dw itself is not changed.
 */
public interface OptimOps {

  /** {@code w −= η·g}. */
  void sgd(OptimSpec spec, Tensor w, Tensor dw);

  /** {@code v = μ·v + g; w −= η·v}. */
  void momentum(OptimSpec spec, Tensor w, Tensor dw, Tensor v);

  /** {@code h += g²; w −= η·g/(√h + ε)} (Duchi, Hazan, Singer 2011). */
  void adaGrad(OptimSpec spec, Tensor w, Tensor dw, Tensor h);

  /**
   * {@code m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w −= η·m̂/(√v̂ + ε)}, m̂ = m/(1−β₁ᵗ), v̂ =
   * v/(1−β₂ᵗ) (Kingma and Ba 2015).
   */
  void adam(OptimSpec spec, Tensor w, Tensor dw, Tensor m, Tensor v);

  /** {@code sum[0] += Σ x²}; sum has one element. Parts are summed in a fixed order. */
  void addSquares(Tensor x, Tensor sum);

  /**
   * {@code x = x·min(1, longest/√sum[0])}: shortens a vector of that squared length, of which x may
   * be a part. A NaN in sum makes x NaN.
   *
   * @param longest the length that is left alone, above 0
   */
  void shorten(float longest, Tensor sum, Tensor x);
}
