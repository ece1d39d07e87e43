package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.PlaceSpec;

/**
 * Where a grid of result pixels lies in a map, in floats: pixel (n, i, j) begins at {@code first +
 * n·image + i·row + j·pixel}.
 *
 * @param image from one image to the next
 * @param row from one row of the grid to the next
 * @param pixel from one column of the grid to the next
 * @param first the first channel of the grid's first pixel
 */
record Target(int image, int row, int pixel, int first) {

  /** A result in its place; the whole must be within the indices of kernels. */
  static Target of(PlaceSpec place) {
    Shape whole = place.whole();
    int image = Elements.count(place.layer(), whole.elements()) / whole.n();
    return new Target(image, image / whole.h(), whole.c(), place.offset(0));
  }

  /** A result of so many channels that is all of its map. */
  static Target of(int channels) {
    return new Target(channels, channels, channels, 0);
  }

  /** Whether every pixel begins at a multiple of so many floats. */
  boolean isAligned(int vector) {
    return image % vector == 0 && row % vector == 0 && pixel % vector == 0 && first % vector == 0;
  }

  /** Kernels' {@code int4 out}. */
  int[] argument() {
    return new int[] {image, row, pixel, first};
  }
}
