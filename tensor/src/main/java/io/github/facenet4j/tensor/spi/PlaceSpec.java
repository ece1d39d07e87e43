package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.shape;
import static io.github.facenet4j.tensor.spi.SpecChecks.that;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * Where a small NHWC map lies inside a large one: the copy behind concatenation, zero padding and
 * their gradients.
 *
 * @param layer who asks, for messages
 * @param part the small map
 * @param whole the large map, same batch
 * @param top first row of the part in the whole
 * @param left first column of the part in the whole
 * @param channel first channel of the part in the whole
 */
public record PlaceSpec(String layer, Shape part, Shape whole, int top, int left, int channel) {

  /** Checks that the part lies inside the whole. */
  public PlaceSpec {
    that(part.n() == whole.n(), layer, "batches differ: " + part + " in " + whole);
    that(
        top >= 0
            && left >= 0
            && channel >= 0
            && top + part.h() <= whole.h()
            && left + part.w() <= whole.w()
            && channel + part.c() <= whole.c(),
        layer,
        part
            + " at row "
            + top
            + ", column "
            + left
            + ", channel "
            + channel
            + " is not inside "
            + whole);
  }

  /** Checks both operands. */
  public void check(Tensor partTensor, Tensor wholeTensor) {
    shape(layer, "part", partTensor, part);
    shape(layer, "whole", wholeTensor, whole);
  }
}
