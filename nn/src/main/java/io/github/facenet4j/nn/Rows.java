package io.github.facenet4j.nn;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;

/**
 * Copies between a batch and a run of its images or vectors, on the device: how a batch that does
 * not fit in memory at once goes through a network in micro-batches.
 */
public final class Rows {
  private Rows() {}

  /**
   * {@code part = whole[first … first + part.n − 1]}.
   *
   * @param whole [N,…]
   * @param part [n,…] with the same inner dimensions
   */
  public static void extract(Tensor whole, int first, Tensor part) {
    PlaceSpec spec = spec(part, whole, first);
    Tensor from = whole.reshape(spec.whole());
    whole.backend().elementwise().extract(spec, from, part.reshape(spec.part()));
  }

  /** {@code whole[first … first + part.n − 1] = part}, the rest of the whole as it was. */
  public static void place(Tensor part, Tensor whole, int first) {
    PlaceSpec spec = spec(part, whole, first);
    Tensor into = whole.reshape(spec.whole());
    whole.backend().elementwise().place(spec, part.reshape(spec.part()), into);
  }

  /** The batch as one map of height N and width 1, whose channels are all values of one row. */
  private static PlaceSpec spec(Tensor part, Tensor whole, int first) {
    return new PlaceSpec("rows", column(part.shape()), column(whole.shape()), first, 0, 0);
  }

  private static Shape column(Shape shape) {
    int rows = shape.dim(0);
    return Shape.nhwc(1, rows, 1, Math.toIntExact(shape.elements() / rows));
  }
}
