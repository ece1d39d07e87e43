package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/** Pointwise ops and copies. */
public interface ElementwiseOps {

  /** y = value everywhere. */
  void fill(Tensor y, float value);

  /** The same for several tensors, in as few launches as the device can. */
  default void fill(List<Tensor> several, float value) {
    several.forEach(y -> fill(y, value));
  }

  /** y = activation(x); y may be x. Slopes [channels] for PRELU, else null. */
  void activationForward(ActivationSpec spec, Tensor x, Tensor slopes, Tensor y);

  /**
   * dx = dy·activation′, assigned; dx may be dy. dslopes += Σ over rows of dy·x where x ≤ 0.
   *
   * @param saved the forward's input x; for RELU and RELU6 its output y serves equally
   * @param slopes for PRELU, else null
   * @param dslopes for PRELU, else null
   */
  void activationBackward(
      ActivationSpec spec, Tensor saved, Tensor slopes, Tensor dy, Tensor dx, Tensor dslopes);

  /** y = a + b, equal element counts; y may be a or b. */
  void add(Tensor a, Tensor b, Tensor y);

  /** y = a·b value by value, equal element counts; y may be a or b. */
  void multiply(Tensor a, Tensor b, Tensor y);

  /**
   * y = alpha·x + beta·y, equal element counts; with beta = 0 the old y is not read as such, and y
   * may be x.
   */
  void scaleAdd(float alpha, Tensor x, float beta, Tensor y);

  /** dbias[c] += Σ over rows of dy[row,c]; dy [rows, channels]. */
  void biasGradient(int rows, int channels, Tensor dy, Tensor dbias);

  /** Copies the part into its region of the whole; the rest of the whole keeps its values. */
  void place(PlaceSpec spec, Tensor part, Tensor whole);

  /**
   * Zeros beside the part: in the whole's pixels that the part does not have, the part's channels
   * become 0. The part and all other channels keep their values.
   */
  void clearAround(PlaceSpec spec, Tensor whole);

  /** Copies the region of the whole into the part. */
  void extract(PlaceSpec spec, Tensor whole, Tensor part);
}
