package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/** Pooling; windows are clipped to the input. */
public interface PoolOps {

  /** y from x, see {@link #forward(PoolSpec, Tensor, PlaceSpec, Tensor, Tensor)}. */
  default void forward(PoolSpec spec, Tensor x, Tensor y, Tensor argmax) {
    forward(spec, x, PlaceSpec.alone(spec.layer(), spec.output()), y, argmax);
  }

  /**
   * y from x.
   *
   * @param place where y lies in the whole, whose other values stay
   * @param whole the map that holds y
   * @param argmax int32 of y's shape: for MAX, row·kernel+column (within the unclipped window) of
   *     the first maximum in row order; may be null for inference and for other kinds. A NaN in a
   *     window makes y NaN, and the first NaN is then the maximum.
   */
  void forward(PoolSpec spec, Tensor x, PlaceSpec place, Tensor whole, Tensor argmax);

  /**
   * dx from dy, assigned: MAX sends dy to the argmax; AVERAGE spreads dy/count; L2 gives {@code dx
   * = Σ dy·x/y}, 0 where y is 0. Overlapping windows add. Needs argmax for MAX, x and y for L2; the
   * others may be null.
   */
  void backward(PoolSpec spec, Tensor x, Tensor y, Tensor argmax, Tensor dy, Tensor dx);
}
