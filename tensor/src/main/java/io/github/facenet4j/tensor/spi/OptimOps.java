package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Parameter updates, in place. All tensors of a call have equal element counts. First {@code g = dw
 * + λ·w} (COUPLED) or {@code g = dw; w −= η·λ·w} (DECOUPLED); dw itself is not changed.
 *
 * <p>Lists are of one length, the tensors at one place in them have equal element counts, and none
 * that is changed stands there twice. The results are those of a call for each place, to the bit.
 */
public interface OptimOps {

  /** {@code w −= η·g}. */
  void sgd(OptimSpec spec, Tensor w, Tensor dw);

  /** The same for several parameters, in as few launches as the device can. */
  default void sgd(OptimSpec spec, List<Tensor> w, List<Tensor> dw) {
    spec.check(List.of(w, dw));
    for (int i = 0; i < w.size(); i++) {
      sgd(spec, w.get(i), dw.get(i));
    }
  }

  /** {@code v = μ·v + g; w −= η·v}. */
  void momentum(OptimSpec spec, Tensor w, Tensor dw, Tensor v);

  /** The same for several parameters, in as few launches as the device can. */
  default void momentum(OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> v) {
    spec.check(List.of(w, dw, v));
    for (int i = 0; i < w.size(); i++) {
      momentum(spec, w.get(i), dw.get(i), v.get(i));
    }
  }

  /** {@code h += g²; w −= η·g/(√h + ε)} (Duchi, Hazan, Singer 2011). */
  void adaGrad(OptimSpec spec, Tensor w, Tensor dw, Tensor h);

  /** The same for several parameters, in as few launches as the device can. */
  default void adaGrad(OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> h) {
    spec.check(List.of(w, dw, h));
    for (int i = 0; i < w.size(); i++) {
      adaGrad(spec, w.get(i), dw.get(i), h.get(i));
    }
  }

  /**
   * {@code m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w −= η·m̂/(√v̂ + ε)}, m̂ = m/(1−β₁ᵗ), v̂ =
   * v/(1−β₂ᵗ) (Kingma and Ba 2015).
   */
  void adam(OptimSpec spec, Tensor w, Tensor dw, Tensor m, Tensor v);

  /** The same for several parameters, in as few launches as the device can. */
  default void adam(
      OptimSpec spec, List<Tensor> w, List<Tensor> dw, List<Tensor> m, List<Tensor> v) {
    spec.check(List.of(w, dw, m, v));
    for (int i = 0; i < w.size(); i++) {
      adam(spec, w.get(i), dw.get(i), m.get(i), v.get(i));
    }
  }

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
