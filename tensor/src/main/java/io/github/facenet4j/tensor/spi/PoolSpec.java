package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.indices;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;
import static io.github.facenet4j.tensor.spi.SpecChecks.shape;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * One pooling call over square windows.
 *
 * @param layer who asks, for messages
 * @param kind how a window becomes one value
 * @param batch images N
 * @param height input height H
 * @param width input width W
 * @param channels channels C
 * @param kernel window height and width
 * @param stride step in both directions
 * @param pad rows and columns around the input that belong to windows but hold nothing
 * @param rounding what happens to a last window that is only partly inside
 */
public record PoolSpec(
    String layer,
    PoolKind kind,
    int batch,
    int height,
    int width,
    int channels,
    int kernel,
    int stride,
    int pad,
    Rounding rounding) {

  /** Treatment of a last window that runs over the right or bottom edge. */
  public enum Rounding {
    /** It is dropped. */
    FLOOR,
    /**
     * It counts, unless it starts outside the input and its left padding: so does the only window
     * of an input that is smaller than it.
     */
    CEILING
  }

  /** Checks sizes and that every window touches the input. */
  public PoolSpec {
    positive(layer, "batch", batch);
    positive(layer, "height", height);
    positive(layer, "width", width);
    positive(layer, "channels", channels);
    positive(layer, "kernel", kernel);
    positive(layer, "stride", stride);
    if (pad < 0 || 2 * pad > kernel) {
      throw refusal(layer, "pad must be between 0 and half the kernel, got " + pad);
    }
    if (rounding != Rounding.CEILING && (height + 2 * pad < kernel || width + 2 * pad < kernel)) {
      throw refusal(
          layer,
          "input " + height + "x" + width + " is smaller than the window " + kernel + "x" + kernel);
    }
  }

  /** A pooling call on an NHWC map that drops partial windows. */
  public static PoolSpec of(
      String layer, PoolKind kind, Shape input, int kernel, int stride, int pad) {
    return new PoolSpec(
        layer,
        kind,
        input.n(),
        input.h(),
        input.w(),
        input.c(),
        kernel,
        stride,
        pad,
        Rounding.FLOOR);
  }

  private int out(int size) {
    int span = size + 2 * pad - kernel;
    if (rounding == Rounding.FLOOR) {
      return span / stride + 1;
    }
    int count = Math.max(1, Math.floorDiv(span + stride - 1, stride) + 1);
    return (count - 1) * stride >= size + pad ? count - 1 : count;
  }

  /** Output height. */
  public int outHeight() {
    return out(height);
  }

  /** Output width. */
  public int outWidth() {
    return out(width);
  }

  /** [N,H,W,C]. */
  public Shape input() {
    return Shape.nhwc(batch, height, width, channels);
  }

  /** [N,OH,OW,C]. */
  public Shape output() {
    return Shape.nhwc(batch, outHeight(), outWidth(), channels);
  }

  /** Bytes that must move at least once: input and output. */
  public long bytes() {
    return 4L * (input().elements() + output().elements());
  }

  /** Checks the operands of the forward pass. */
  public void check(Tensor x, PlaceSpec place, Tensor whole, Tensor argmax) {
    shape(layer, "input", x, input());
    place.checkResult(output(), whole);
    if (kind == PoolKind.MAX) {
      checkArgmax(argmax);
    }
  }

  /** Positions of the maxima; null stands for not wanted. */
  private void checkArgmax(Tensor argmax) {
    if (argmax != null) {
      indices(layer, "argmax", argmax, output().elements());
    }
  }

  /** Checks what the backward pass of this kind needs from the forward pass. */
  public void checkSaved(Tensor x, Tensor y, Tensor argmax) {
    switch (kind) {
      case MAX -> {
        if (argmax == null) {
          throw refusal(layer, "the gradient of MAX pooling needs the argmax of forward");
        }
        checkArgmax(argmax);
      }
      case L2 -> {
        if (x == null || y == null) {
          throw refusal(layer, "the gradient of L2 pooling needs x and y of forward");
        }
        check(x, y);
      }
      case AVERAGE -> {
        // Needs nothing.
      }
    }
  }

  /** Checks input- and output-shaped operands of either pass. */
  public void check(Tensor inputShaped, Tensor outputShaped) {
    shape(layer, "input", inputShaped, input());
    shape(layer, "output", outputShaped, output());
  }
}
