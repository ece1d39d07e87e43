package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Inverted residual bottleneck (Sandler et al. 2018, arXiv:1801.04381) as one op, {@code y =
 * project(filter(expand(x)))}, or that plus x; for inference alone.
 *
 * <p>x [N,H,W,C], the wide maps between the steps [N,H,W,D] and [N,OH,OW,D], y [N,OH,OW,O]. The
 * steps are 1×1, 3×3 for each channel with padding 1, and 1×1, each with its bias and activation. A
 * backend that can keeps the wide maps out of memory. No backward.
 */
public final class InvertedResidual implements Layer {
  /** What is added to the projection's sums. */
  private enum Addend {
    NONE,
    INPUT
  }

  private final FusedConv2d expand;
  private final FusedConv2d filter;
  private final FusedConv2d project;
  private final Addend addend;

  private InvertedResidual(
      FusedConv2d expand, FusedConv2d filter, FusedConv2d project, Addend addend) {
    this.expand = expand;
    this.filter = filter;
    this.project = project;
    this.addend = addend;
  }

  /** The bottleneck that three layers in a row are; empty if they are something else. */
  public static Optional<InvertedResidual> of(Layer first, Layer second, Layer third) {
    return first instanceof FusedConv2d expand
            && second instanceof FusedConv2d filter
            && third instanceof FusedConv2d project
            && isPointwise(expand)
            && isFilter(filter)
            && isPointwise(project)
        ? Optional.of(new InvertedResidual(expand, filter, project, Addend.NONE))
        : Optional.empty();
  }

  private static boolean isPointwise(FusedConv2d conv) {
    return !conv.isDepthwise() && conv.window().equals(Window.of(1));
  }

  private static boolean isFilter(FusedConv2d conv) {
    Window window = conv.window();
    return conv.isDepthwise() && window.equals(Window.same(3).stride(window.stride()));
  }

  /** The same with x added before the last activation. */
  public InvertedResidual plusInput() {
    return new InvertedResidual(expand, filter, project, Addend.INPUT);
  }

  /** Whether nothing follows the projection's sums, so that a residual may be added to them. */
  public boolean isLinear() {
    return addend == Addend.NONE && project.activation() == Activation.NONE;
  }

  private int inChannels() {
    return expand.weight().shape().dim(2);
  }

  private int wideChannels() {
    return filter.weight().shape().dim(3);
  }

  private int outChannels() {
    return project.weight().shape().dim(3);
  }

  private InvertedResidualSpec spec(Shape x) {
    LayerShapes.requireMap(name(), x, inChannels());
    return new InvertedResidualSpec(
        name(),
        x.n(),
        x.h(),
        x.w(),
        x.c(),
        wideChannels(),
        outChannels(),
        filter.window().stride());
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    InvertedResidualSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    Tensor residual = addend == Addend.INPUT ? x : null;
    pass.backend()
        .conv()
        .invertedResidual(
            spec,
            x,
            expand.step(pass, null),
            filter.step(pass, null),
            project.step(pass, residual),
            y);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return project.backward(pass, dy);
  }

  @Override
  public String name() {
    return expand.name() + ".." + project.name();
  }

  @Override
  public Shape outputShape(Shape input) {
    return spec(input).output();
  }

  @Override
  public List<Layer> children() {
    return List.of(expand, filter, project);
  }

  @Override
  public void forEachLeaf(Shape input, BiConsumer<Layer, Shape> visitor) {
    Shape wide = expand.outputShape(input);
    expand.forEachLeaf(input, visitor);
    filter.forEachLeaf(wide, visitor);
    project.forEachLeaf(filter.outputShape(wide), visitor);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return spec(input).multiplyAdds();
  }

  @Override
  public String toString() {
    int stride = filter.window().stride();
    return "InvertedResidual %d→%d→%d%s%s"
        .formatted(
            inChannels(),
            wideChannels(),
            outChannels(),
            stride == 1 ? "" : "/" + stride,
            addend == Addend.INPUT ? " + input" : "");
  }
}
