package io.github.facenet4j.tensor.spi;

import static io.github.facenet4j.tensor.spi.SpecChecks.positive;
import static io.github.facenet4j.tensor.spi.SpecChecks.refusal;
import static io.github.facenet4j.tensor.spi.SpecChecks.shape;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * One inverted residual bottleneck (Sandler et al. 2018, "MobileNetV2", arXiv:1801.04381): expand
 * 1×1, filter every channel 3×3 with padding 1, project 1×1.
 *
 * @param layer who asks, for messages
 * @param batch images N
 * @param height input height H
 * @param width input width W
 * @param inChannels input channels C
 * @param wideChannels channels of the expanded and of the filtered map
 * @param outChannels output channels O
 * @param stride step of the 3×3 filters in both directions
 */
public record InvertedResidualSpec(
    String layer,
    int batch,
    int height,
    int width,
    int inChannels,
    int wideChannels,
    int outChannels,
    int stride) {
  private static final int KERNEL = 3;
  private static final int PAD = 1;

  /** Checks sizes. */
  public InvertedResidualSpec {
    positive(layer, "batch", batch);
    positive(layer, "height", height);
    positive(layer, "width", width);
    positive(layer, "input channels", inChannels);
    positive(layer, "wide channels", wideChannels);
    positive(layer, "output channels", outChannels);
    positive(layer, "stride", stride);
  }

  /** The expansion alone, x to the wide map. */
  public Conv2dSpec expansion() {
    return Conv2dSpec.square(layer, input(), wideChannels, 1, 1, 0);
  }

  /** The filtering alone, of the wide map. */
  public Conv2dSpec filtering() {
    return Conv2dSpec.depthwise(layer, expansion().output(), KERNEL, stride, PAD);
  }

  /** The projection alone, of the filtered map to y. */
  public Conv2dSpec projection() {
    return Conv2dSpec.square(layer, filtering().output(), outChannels, 1, 1, 0);
  }

  /** Output height. */
  public int outHeight() {
    return (height - 1) / stride + 1;
  }

  /** Output width. */
  public int outWidth() {
    return (width - 1) / stride + 1;
  }

  /** [N,H,W,C]. */
  public Shape input() {
    return Shape.nhwc(batch, height, width, inChannels);
  }

  /** [N,OH,OW,O]. */
  public Shape output() {
    return Shape.nhwc(batch, outHeight(), outWidth(), outChannels);
  }

  /** Checks operands; only the last step may add a residual or have a place in a larger map. */
  public void check(Tensor x, ConvStep expand, ConvStep filter, ConvStep project, Tensor y) {
    shape(layer, "input", x, input());
    expansion().check(expand);
    filtering().check(filter);
    projection().check(project);
    if (!isInner(expand.epilogue()) || !isInner(filter.epilogue())) {
      throw refusal(layer, "a residual or a place in a larger map belongs to the last step");
    }
    projection().place(project.epilogue()).checkResult(output(), y);
  }

  private static boolean isInner(Epilogue epilogue) {
    return epilogue.residual() == null && epilogue.place() == null;
  }

  /** Multiply-adds of the three convolutions, padding counted. */
  public long multiplyAdds() {
    return expansion().multiplyAdds() + filtering().multiplyAdds() + projection().multiplyAdds();
  }
}
