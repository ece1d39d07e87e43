package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.elements;
import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;
import static io.github.facenet4j.tensor.spi.SpecChecks.shape;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * One two-dimensional convolution (cross-correlation) with zero padding.
 *
 * @param layer who asks, for messages
 * @param batch images N
 * @param height input height H
 * @param width input width W
 * @param inChannels input channels C
 * @param outChannels output channels O
 * @param kernelHeight filter height
 * @param kernelWidth filter width
 * @param stride step in both directions
 * @param padHeight zero rows above and below
 * @param padWidth zero columns left and right
 * @param groups 1, or C for depthwise (then O = C)
 */
public record Conv2dSpec(
    String layer,
    int batch,
    int height,
    int width,
    int inChannels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int padHeight,
    int padWidth,
    int groups) {

  /** Checks sizes, groups, and that the output has at least one pixel. */
  public Conv2dSpec {
    positive(layer, "batch", batch);
    positive(layer, "height", height);
    positive(layer, "width", width);
    positive(layer, "input channels", inChannels);
    positive(layer, "output channels", outChannels);
    positive(layer, "kernel height", kernelHeight);
    positive(layer, "kernel width", kernelWidth);
    positive(layer, "stride", stride);
    if (padHeight < 0 || padWidth < 0) {
      throw refusal(layer, "padding must not be negative");
    }
    if (padHeight >= kernelHeight || padWidth >= kernelWidth) {
      throw refusal(
          layer, "padding " + padHeight + "x" + padWidth + " must be smaller than the kernel");
    }
    if (groups != 1 && (groups != inChannels || outChannels != inChannels)) {
      throw refusal(
          layer,
          "groups must be 1, or equal to input and output channels (depthwise); got " + groups);
    }
    if (height + 2 * padHeight < kernelHeight || width + 2 * padWidth < kernelWidth) {
      throw refusal(
          layer,
          "input "
              + height
              + "x"
              + width
              + " is smaller than the kernel "
              + kernelHeight
              + "x"
              + kernelWidth);
    }
  }

  /** A square kernel with the same padding on all sides, one group. */
  public static Conv2dSpec square(
      String layer, Shape input, int outChannels, int kernel, int stride, int pad) {
    return new Conv2dSpec(
        layer,
        input.n(),
        input.h(),
        input.w(),
        input.c(),
        outChannels,
        kernel,
        kernel,
        stride,
        pad,
        pad,
        1);
  }

  /** One square filter per channel. */
  public static Conv2dSpec depthwise(String layer, Shape input, int kernel, int stride, int pad) {
    return new Conv2dSpec(
        layer, input.n(), input.h(), input.w(), input.c(), input.c(), kernel, kernel, stride, pad,
        pad, input.c());
  }

  /** Whether every channel has its own filter. */
  public boolean isDepthwise() {
    return groups != 1 || (inChannels == 1 && outChannels == 1);
  }

  /** Whether Winograd's F(m×m, 3×3) can compute the three passes: dense, 3×3, stride 1. */
  public boolean suitsWinograd() {
    return kernelHeight == 3 && kernelWidth == 3 && stride == 1 && !isDepthwise();
  }

  /** Output height. */
  public int outHeight() {
    return (height + 2 * padHeight - kernelHeight) / stride + 1;
  }

  /** Output width. */
  public int outWidth() {
    return (width + 2 * padWidth - kernelWidth) / stride + 1;
  }

  /** [N,H,W,C]. */
  public Shape input() {
    return Shape.nhwc(batch, height, width, inChannels);
  }

  /** [N,OH,OW,O]. */
  public Shape output() {
    return Shape.nhwc(batch, outHeight(), outWidth(), outChannels);
  }

  /** HWIO: [kernelHeight, kernelWidth, C/groups, O]. */
  public Shape filter() {
    return new Shape(kernelHeight, kernelWidth, inChannels / groups, outChannels);
  }

  /** Multiply-adds of one pass, padding counted. */
  public long multiplyAdds() {
    return output().elements() * kernelHeight * kernelWidth * (inChannels / groups);
  }

  /** Bytes that must move at least once: input, filter and output. */
  public long bytes() {
    return 4L * (input().elements() + filter().elements() + output().elements());
  }

  /** Where forward's result lies in the output: where the epilogue says, or all of it. */
  public PlaceSpec place(Epilogue epilogue) {
    return epilogue.place() == null ? PlaceSpec.alone(layer, output()) : epilogue.place();
  }

  /** Checks operands of the forward pass. */
  public void check(Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    checkSource(x, w);
    place(epilogue).checkResult(output(), y);
    checkEpilogue(epilogue);
  }

  /** Checks what is known of a step of a chain before it runs: its filter and its epilogue. */
  void check(ConvStep step) {
    elements(layer, "filter", step.w(), filter().elements());
    checkEpilogue(step.epilogue());
  }

  private void checkEpilogue(Epilogue epilogue) {
    if (epilogue.bias() != null) {
      elements(layer, "bias", epilogue.bias(), outChannels);
    }
    if (epilogue.residual() != null) {
      elements(layer, "residual", epilogue.residual(), output().elements());
    }
    if (epilogue.slopes() != null) {
      elements(layer, "slopes", epilogue.slopes(), outChannels);
    }
  }

  /** Checks input-, filter- and output-shaped operands of any pass. */
  public void checkGradient(Tensor inputShaped, Tensor filterShaped, Tensor outputShaped) {
    checkSource(inputShaped, filterShaped);
    shape(layer, "output", outputShaped, output());
  }

  private void checkSource(Tensor inputShaped, Tensor filterShaped) {
    shape(layer, "input", inputShaped, input());
    elements(layer, "filter", filterShaped, filter().elements());
  }
}
