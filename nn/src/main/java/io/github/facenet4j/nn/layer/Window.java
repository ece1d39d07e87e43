package io.github.facenet4j.nn.layer;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * How a filter or pooling window moves over a map.
 *
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param stride step in both directions
 * @param padHeight rows added above and below
 * @param padWidth columns added left and right
 */
public record Window(int kernelHeight, int kernelWidth, int stride, int padHeight, int padWidth) {

  /** A square window, stride 1, no padding. */
  public static Window of(int kernel) {
    return of(kernel, kernel);
  }

  /** A window of height × width, stride 1, no padding. */
  public static Window of(int kernelHeight, int kernelWidth) {
    return new Window(kernelHeight, kernelWidth, 1, 0, 0);
  }

  /** An odd square window padded so that stride 1 keeps the map's size. */
  public static Window same(int kernel) {
    return of(kernel).pad(kernel / 2);
  }

  /** The same window with this step. */
  public Window stride(int step) {
    return new Window(kernelHeight, kernelWidth, step, padHeight, padWidth);
  }

  /** The same window with this padding on all sides. */
  public Window pad(int pad) {
    return pad(pad, pad);
  }

  /** The same window with this padding above and below, and left and right. */
  public Window pad(int height, int width) {
    return new Window(kernelHeight, kernelWidth, stride, height, width);
  }

  /** The convolution of this window over a map. */
  Conv2dSpec convolution(String layer, Shape x, int inChannels, int outChannels, int groups) {
    LayerShapes.requireMap(layer, x, inChannels);
    return new Conv2dSpec(
        layer,
        x.n(),
        x.h(),
        x.w(),
        inChannels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padHeight,
        padWidth,
        groups);
  }

  /** For example {@code 3x3/2 pad 1}. */
  @Override
  public String toString() {
    String pad = padHeight == padWidth ? "" + padHeight : padHeight + "x" + padWidth;
    return kernelHeight
        + "x"
        + kernelWidth
        + (stride == 1 ? "" : "/" + stride)
        + (pad.equals("0") ? "" : " pad " + pad);
  }
}
