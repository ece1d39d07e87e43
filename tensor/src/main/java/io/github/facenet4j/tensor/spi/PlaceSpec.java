package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;
import static io.github.facenet4j.tensor.spi.SpecChecks.shape;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * Where a small NHWC map lies inside a large one: concatenation, zero padding and their gradients.
 * It is the spec of the copies, and tells a convolution or pooling where to write its result.
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
    if (part.n() != whole.n()) {
      throw refusal(layer, "batches differ: " + part + " in " + whole);
    }
    if (top < 0
        || left < 0
        || channel < 0
        || top + part.h() > whole.h()
        || left + part.w() > whole.w()
        || channel + part.c() > whole.c()) {
      throw refusal(
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
  }

  /** The place of a map that is no part of a larger one. */
  public static PlaceSpec alone(String layer, Shape map) {
    return new PlaceSpec(layer, map, map, 0, 0, 0);
  }

  /** Whether part and whole are the same. */
  public boolean isAlone() {
    return part.equals(whole);
  }

  /** Whether the part has every pixel of the whole, if not every channel. */
  public boolean hasAllPixels() {
    return part.h() == whole.h() && part.w() == whole.w();
  }

  /**
   * Index in the whole of the first channel of one of the part's pixels.
   *
   * @param pixel (n·h + i)·w + j, h and w being the part's
   */
  public int offset(int pixel) {
    int row = pixel / part.w();
    int n = row / part.h();
    int wholeRow = n * whole.h() + top + row % part.h();
    return (wholeRow * whole.w() + left + pixel % part.w()) * whole.c() + channel;
  }

  /** Checks that an op's result is this part and that the tensor is the whole. */
  void checkResult(Shape result, Tensor wholeTensor) {
    if (!part.equals(result)) {
      throw refusal(layer, "the place is for a result of " + part + ", not " + result);
    }
    shape(layer, "output", wholeTensor, whole);
  }

  /** Checks both operands. */
  public void check(Tensor partTensor, Tensor wholeTensor) {
    shape(layer, "part", partTensor, part);
    checkWhole(wholeTensor);
  }

  /** Checks the whole. */
  public void checkWhole(Tensor wholeTensor) {
    shape(layer, "whole", wholeTensor, whole);
  }
}
