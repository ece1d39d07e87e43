package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * Places the pixels of one class (h ≡ row, w ≡ column modulo the stride) in the input map, for data
 * gradients.
 *
 * @param rows pixels of the class in a column
 * @param columns pixels of the class in a row
 */
record InputPixels(Conv2dSpec spec, int row, int column, int rows, int columns)
    implements RowStore.Placement {

  @Override
  public int offset(int pixel) {
    int n = pixel / columns / rows;
    int h = pixel / columns % rows * spec.stride() + row;
    int w = pixel % columns * spec.stride() + column;
    return ((n * spec.height() + h) * spec.width() + w) * spec.inChannels();
  }

  @Override
  public boolean joins(int n) {
    return spec.stride() == 1 && n == spec.inChannels();
  }
}
