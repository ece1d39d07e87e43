package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolution, dense or depthwise, with its epilogue, {@code y = f(x ⋆ w + b + residual)}.
 *
 * <p>x [N,H,W,C], w [KH,KW,C/groups,O], b [O], residual and y [N,OH,OW,O]. No backward.
 */
public final class FusedConv2d implements FusedLayer {
  private final String name;
  private final Window window;
  private final int groups;
  private final Parameter w;
  private final Parameter b;
  private final Activation activation;
  private final Parameter slopes;

  private FusedConv2d(
      String name,
      Window window,
      int groups,
      Parameter w,
      Parameter b,
      Activation activation,
      Parameter slopes) {
    this.name = name;
    this.window = window;
    this.groups = groups;
    this.w = w;
    this.b = b;
    this.activation = activation;
    this.slopes = slopes;
  }

  /** The definition of the same convolution, with a bias and parameters of its own. */
  public static FusedConv2d of(Conv2d conv) {
    return define(conv.name(), conv.window(), 1, conv.inChannels(), conv.outChannels());
  }

  /** The definition of the same convolution, with a bias and parameters of its own. */
  public static FusedConv2d of(DepthwiseConv2d conv) {
    return define(conv.name(), conv.window(), conv.channels(), 1, conv.channels());
  }

  private static FusedConv2d define(
      String name, Window window, int groups, int inChannelsPerGroup, int outChannels) {
    Shape hwio =
        Shape.of(window.kernelHeight(), window.kernelWidth(), inChannelsPerGroup, outChannels);
    Parameter w = Parameter.filter(name + ".weight", hwio, Initializer.zeros());
    Parameter b =
        Parameter.plain(
            name + ".bias", Shape.of(outChannels), Parameter.Role.BIAS, Initializer.zeros());
    return new FusedConv2d(name, window, groups, w, b, Activation.NONE, null);
  }

  @Override
  public FusedConv2d then(Activation next, Parameter nextSlopes) {
    return new FusedConv2d(name, window, groups, w, b, next, nextSlopes);
  }

  private Conv2dSpec spec(Shape x) {
    Shape hwio = w.shape();
    return window.convolution(name, x, hwio.dim(2) * groups, hwio.dim(3), groups);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x, Tensor residual) {
    Conv2dSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    pass.backend().conv().forward(spec, x, w.value(), epilogue(pass, residual, slopes), y);
    return y;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return spec(input).output();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(w, b));
    if (slopes != null) {
      all.add(slopes);
    }
    return all;
  }

  @Override
  public long multiplyAdds(Shape input) {
    return spec(input).multiplyAdds();
  }

  @Override
  public Parameter weight() {
    return w;
  }

  @Override
  public Parameter bias() {
    return b;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public String toString() {
    return (groups == 1 ? "FusedConv2d " : "Fused depthwise ")
        + w.shape().dim(2) * groups
        + "→"
        + w.shape().dim(3)
        + " "
        + window
        + " "
        + activation;
  }
}
